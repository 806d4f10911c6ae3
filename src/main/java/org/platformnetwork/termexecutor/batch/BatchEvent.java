package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * One entry of a batch's event log.
 *
 * @param seq from 1, without gaps
 */
public record BatchEvent(long seq, Instant time, Change change) {

    /** What happened; a record's components are the event's data on the wire. */
    public sealed interface Change {

        /** The event's name on the wire. */
        String event();

        /** The task concerned, if it is one task's event. */
        default @Nullable TaskId task() {
            return null;
        }
    }

    public record BatchStarted(int totalTasks, int concurrentLimit) implements Change {
        @Override
        public String event() {
            return "batch_started";
        }
    }

    public record TaskStarted(TaskId task) implements Change {
        @Override
        public String event() {
            return "task_started";
        }
    }

    public record TaskPhase(TaskId task, TaskStatus phase) implements Change {
        @Override
        public String event() {
            return "task_phase";
        }
    }

    public record TaskComplete(TaskState state) implements Change {
        @Override
        public String event() {
            return "task_complete";
        }

        @Override
        public TaskId task() {
            return state.id();
        }
    }

    public record BatchComplete(BatchState state) implements Change {
        @Override
        public String event() {
            return "batch_complete";
        }
    }

    /** The last event of every batch. */
    public record StreamClosed() implements Change {
        @Override
        public String event() {
            return "stream_closed";
        }
    }
}
