package org.platformnetwork.termexecutor.execution;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.clock.Pause;

/**
 * Tries a task again after failures of ours, and only of ours; the waits grow, together outlast an
 * outage of a minute, and leave the batch's place to another task.
 */
final class TaskAttempts {

    private static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(90));

    private final InstantSource clock;
    private final Pause pause;
    private final Semaphore running;

    /**
     * @param running a place in the batch, taken for each attempt
     */
    TaskAttempts(InstantSource clock, Pause pause, Semaphore running) {
        this.clock = clock;
        this.pause = pause;
        this.running = running;
    }

    /**
     * How an attempt ended.
     *
     * @param log the end of what its last command printed
     */
    record Attempted(TaskResult result, String log) {}

    /**
     * Runs attempts until one is final.
     *
     * @param end gets the result, while the task still holds its place
     */
    void run(Supplier<Attempted> attempt, Consumer<TaskResult> end) {
        var earlier = new ArrayList<Attempt>();
        Instant first = null;
        boolean ended = false;
        while (!ended) {
            try {
                running.acquire();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                var time = first == null ? Duration.ZERO : Duration.between(first, clock.instant());
                end.accept(cancelled().after(earlier, time));
                return;
            }
            first = first == null ? clock.instant() : first;
            try {
                ended = isFinal(attempt, earlier, first, end);
            } finally {
                running.release();
            }
            if (!ended) {
                pause(WAITS.get(earlier.size() - 1));
            }
        }
    }

    private boolean isFinal(
            Supplier<Attempted> attempt,
            List<Attempt> earlier,
            Instant first,
            Consumer<TaskResult> end) {
        var started = clock.instant();
        var attempted = attempt.get();
        var result = attempted.result();
        if (result.failureClass() != FailureClass.INFRA_ERROR || earlier.size() == WAITS.size()) {
            end.accept(result.after(earlier, Duration.between(first, clock.instant())));
            return true;
        }
        earlier.add(
                new Attempt(
                        earlier.size() + 1,
                        started,
                        result.duration(),
                        FailureClass.INFRA_ERROR,
                        String.valueOf(result.error()),
                        result.phases(),
                        attempted.log()));
        return false;
    }

    /** An interrupt stays set, and so ends the task where it next asks for its place. */
    private void pause(Duration time) {
        try {
            pause.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static TaskResult cancelled() {
        return TaskResult.failed(
                FailureClass.CANCELLED,
                "The batch ended before this task's verdict.",
                Duration.ZERO);
    }
}
