package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A run of a task that failed for a reason of ours, and was followed by another; or a time limit
 * that was reached and doubled, which is part of the attempt of its number.
 *
 * @param number from 1
 * @param log what its last command printed, capped; empty when there was none
 */
public record Attempt(
        int number,
        Instant startedAt,
        Duration duration,
        FailureClass failureClass,
        String error,
        List<PhaseReport> phases,
        String log) {

    /** What every error of an attempt begins with that the end of the service cut short. */
    public static final String INTERRUPTED = "interrupted: ";

    private static final String CRASHED = INTERRUPTED + "the service ended unexpectedly.";

    /** The error of an attempt whose worker did not answer any more. */
    public static final String WORKER_LOST = INTERRUPTED + "its worker was lost.";

    /** The error of an attempt that its worker handed back when it stopped. */
    public static final String WORKER_DRAINED = INTERRUPTED + "its worker stopped.";

    public Attempt {
        phases = List.copyOf(phases);
    }

    /** One that a crash of the service cut short; nothing more is known of it. */
    static Attempt crashed(int number, Instant startedAt, Instant now) {
        return new Attempt(
                number,
                startedAt,
                Duration.between(startedAt, now),
                FailureClass.INFRA_ERROR,
                CRASHED,
                List.of(),
                "");
    }

    boolean isCrash() {
        return error.equals(CRASHED);
    }

    boolean isLoss() {
        return error.equals(WORKER_LOST);
    }

    boolean isFailure() {
        return !isExtension() && !error.startsWith(INTERRUPTED);
    }

    /** Whether it is a doubled time limit and no attempt of its own. */
    boolean isExtension() {
        return failureClass == FailureClass.TIMEOUT;
    }
}
