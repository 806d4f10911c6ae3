package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import org.platformnetwork.termexecutor.task.TaskId;

/** What the executor tells to whoever listens inside the service, after the fact. */
public sealed interface BatchNotification {

    /** A batch left the queue. */
    record BatchBegan() implements BatchNotification {}

    /** A batch ended. */
    record BatchEnded(BatchStatus status, Duration duration) implements BatchNotification {}

    /**
     * A task left a phase.
     *
     * @param attempt from 1
     */
    record PhaseEnded(
            BatchId batch,
            TaskId task,
            int attempt,
            TaskStatus phase,
            Instant started,
            Instant ended)
            implements BatchNotification {

        public Duration duration() {
            return Duration.between(started, ended);
        }
    }

    /**
     * A task's scripts ran for its validation.
     *
     * @param isWithReference with the reference patch, else on the base
     * @param isValid whether they ended as the task says
     */
    record TaskValidated(boolean isWithReference, boolean isValid, Duration duration)
            implements BatchNotification {

        /**
         * One that has ended now.
         *
         * @param start of {@link System#nanoTime}
         */
        public static TaskValidated of(boolean isWithReference, boolean isValid, long start) {
            var duration = Duration.ofNanos(System.nanoTime() - start);
            return new TaskValidated(isWithReference, isValid, duration);
        }
    }

    /**
     * A task has its verdict.
     *
     * @param started when its first attempt began; its end when there was none
     */
    record TaskEnded(BatchId batch, TaskId task, TaskResult result, Instant started, Instant ended)
            implements BatchNotification {

        /** The end of a task, whose verdict the batch knows already. */
        public static TaskEnded of(Batch batch, TaskId task, TaskResult result, Instant ended) {
            var first = batch.task(task).run().firstStart();
            return new TaskEnded(batch.id(), task, result, first == null ? ended : first, ended);
        }
    }
}
