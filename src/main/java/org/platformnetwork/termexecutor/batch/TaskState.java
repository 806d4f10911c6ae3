package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * One task of a batch at one moment.
 *
 * @param result the verdict, once the status is terminal
 */
public record TaskState(TaskId id, TaskStatus status, @Nullable TaskResult result) {

    public static TaskState queued(TaskId id) {
        return new TaskState(id, TaskStatus.QUEUED, null);
    }

    TaskState in(TaskStatus phase) {
        return new TaskState(id, phase, null);
    }

    TaskState ended(TaskResult verdict) {
        return new TaskState(id, verdict.status(), verdict);
    }

    /** Null until judged, and for ever when the failure says nothing about the agent. */
    public @Nullable Boolean passed() {
        return result == null ? null : result.passed();
    }

    /** 1.0 for a pass, else 0.0. */
    public double reward() {
        return Boolean.TRUE.equals(passed()) ? 1.0 : 0.0;
    }
}
