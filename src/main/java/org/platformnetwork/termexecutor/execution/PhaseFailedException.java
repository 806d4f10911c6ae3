package org.platformnetwork.termexecutor.execution;

import java.io.Serial;
import org.platformnetwork.termexecutor.batch.FailureClass;

/** Leaves the phases of a task in the middle; {@link TaskRun} turns it into the result. */
final class PhaseFailedException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final FailureClass failureClass;

    PhaseFailedException(FailureClass failureClass, String error) {
        super(error);
        this.failureClass = failureClass;
    }

    FailureClass failureClass() {
        return failureClass;
    }

    String error() {
        return String.valueOf(getMessage());
    }
}
