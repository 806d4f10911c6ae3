package org.platformnetwork.termexecutor.pipeline.image;

import java.io.Serial;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;

/** A registry took a connection and said nothing in time. */
final class NoAnswerException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    NoAnswerException(long seconds) {
        super("The registry of the image did not answer within %d s.".formatted(seconds));
    }

    /** As the end of a task. */
    PhaseFailedException failure() {
        return new PhaseFailedException(FailureClass.INFRA_ERROR, String.valueOf(getMessage()));
    }
}
