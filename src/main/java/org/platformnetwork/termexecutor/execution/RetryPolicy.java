package org.platformnetwork.termexecutor.execution;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;

/**
 * A task is tried again after failures of ours, and only of ours; the waits grow and together
 * outlast an outage of a minute.
 */
final class RetryPolicy {

    private static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(90));

    /** A task that ends the service must not do so for ever. */
    private static final int MOST_CRASHES = 5;

    /** A task that ends its worker must not do so for ever, nor take others' attempts with it. */
    private static final int MOST_LOSSES = 3;

    private RetryPolicy() {}

    /** How long to wait until the next attempt; null when this result is final. */
    static @Nullable Duration waitAfter(TaskResult result, TaskState.Run run) {
        if (Attempt.WORKER_DRAINED.equals(result.error())) {
            return Duration.ZERO;
        }
        if (Attempt.WORKER_LOST.equals(result.error())) {
            return run.losses() + 1 < MOST_LOSSES ? Duration.ZERO : null;
        }
        return result.failureClass() == FailureClass.INFRA_ERROR && run.failures() < WAITS.size()
                ? WAITS.get(run.failures())
                : null;
    }

    /**
     * What the result counts as after the attempts before: a task that uses up the machine's memory
     * twice takes more than it may.
     */
    static TaskResult settled(TaskResult result, TaskState.Run run) {
        boolean isAgain =
                result.failureClass() == FailureClass.INFRA_ERROR
                        && AttemptRunner.ranOutOfMachine(result.phases())
                        && run.attempts().stream()
                                .map(Attempt::phases)
                                .anyMatch(AttemptRunner::ranOutOfMachine);
        return isAgain
                ? result.as(
                        FailureClass.RESOURCE_LIMIT,
                        "The machine ran out of memory at this task twice.")
                : result;
    }

    /** Whether the next attempt runs beside no other, since it may be what ended its workers. */
    static boolean isAlone(TaskState.Run run) {
        return run.losses() >= MOST_LOSSES - 1;
    }

    static boolean isGivenUp(TaskState.Run run) {
        return run.crashes() >= MOST_CRASHES;
    }
}
