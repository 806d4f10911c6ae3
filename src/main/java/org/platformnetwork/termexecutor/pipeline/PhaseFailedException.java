package org.platformnetwork.termexecutor.pipeline;

import java.io.Serial;
import org.platformnetwork.termexecutor.batch.FailureClass;

/** Leaves the phases of a task in the middle; {@link TaskAttempt} turns it into the result. */
public final class PhaseFailedException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final FailureClass failureClass;

    public PhaseFailedException(FailureClass failureClass, String error) {
        super(error);
        this.failureClass = failureClass;
    }

    public FailureClass failureClass() {
        return failureClass;
    }

    public String error() {
        return String.valueOf(getMessage());
    }
}
