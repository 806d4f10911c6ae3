package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * One entry of a batch's event log.
 *
 * @param seq from 1, without gaps
 */
public record BatchEvent(long seq, Instant time, EventPayload payload) {

    /** What happened; a record's components are the event's data on the wire. */
    public sealed interface EventPayload {

        /** The event's name on the wire. */
        String event();

        /** The task concerned, if it is one task's event. */
        default @Nullable TaskId task() {
            return null;
        }
    }

    public record BatchStarted(int totalTasks, int concurrentLimit) implements EventPayload {
        static final String EVENT = "batch_started";

        @Override
        public String event() {
            return EVENT;
        }
    }

    public record TaskStarted(TaskId task) implements EventPayload {
        static final String EVENT = "task_started";

        @Override
        public String event() {
            return EVENT;
        }
    }

    public record TaskPhase(TaskId task, TaskStatus phase) implements EventPayload {
        static final String EVENT = "task_phase";

        @Override
        public String event() {
            return EVENT;
        }
    }

    public record TaskComplete(
            TaskId task, TaskStatus status, @Nullable Boolean passed, double reward)
            implements EventPayload {
        static final String EVENT = "task_complete";

        static TaskComplete of(TaskState task) {
            return new TaskComplete(task.id(), task.status(), task.passed(), task.reward());
        }

        @Override
        public String event() {
            return EVENT;
        }
    }

    /**
     * The batch has ended.
     *
     * @param scored how many tasks came to a verdict on the agent; null in events of earlier
     *     versions
     */
    public record BatchComplete(
            BatchStatus status,
            int total,
            int passed,
            int failed,
            @Nullable Integer scored,
            double reward,
            Duration duration)
            implements EventPayload {
        static final String EVENT = "batch_complete";

        static BatchComplete of(BatchState state) {
            var duration = state.duration(Instant.EPOCH);
            return new BatchComplete(
                    state.status(),
                    state.totalTasks(),
                    state.passedTasks(),
                    state.failedTasks(),
                    state.scoredTasks(),
                    state.aggregateReward(),
                    duration == null ? Duration.ZERO : duration);
        }

        @Override
        public String event() {
            return EVENT;
        }
    }

    /** The last event of every batch. */
    public record StreamClosed() implements EventPayload {
        static final String EVENT = "stream_closed";

        @Override
        public String event() {
            return EVENT;
        }
    }

    /** All events of a batch that ends while it collects votes. */
    static List<BatchEvent> endOfVotes(int totalTasks, Instant now) {
        var end = new BatchComplete(BatchStatus.FAILED, totalTasks, 0, 0, 0, 0.0, Duration.ZERO);
        return List.of(new BatchEvent(1, now, end), new BatchEvent(2, now, new StreamClosed()));
    }

    /** The record of an event's name. */
    public static Class<? extends EventPayload> type(String event) {
        return switch (event) {
            case BatchStarted.EVENT -> BatchStarted.class;
            case TaskStarted.EVENT -> TaskStarted.class;
            case TaskPhase.EVENT -> TaskPhase.class;
            case TaskComplete.EVENT -> TaskComplete.class;
            case BatchComplete.EVENT -> BatchComplete.class;
            case StreamClosed.EVENT -> StreamClosed.class;
            default -> throw new IllegalArgumentException("no such event: " + event);
        };
    }
}
