package org.platformnetwork.termexecutor.task;

import java.io.Serial;

/** Leaves the reading of one task; {@link TaskLoader} turns it into an {@link InvalidTask}. */
final class InvalidTaskException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    InvalidTaskException(String reason) {
        super(reason);
    }
}
