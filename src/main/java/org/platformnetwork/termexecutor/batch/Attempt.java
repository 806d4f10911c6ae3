package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A run of a task that failed for a reason of ours, and was followed by another.
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

    public Attempt {
        phases = List.copyOf(phases);
    }
}
