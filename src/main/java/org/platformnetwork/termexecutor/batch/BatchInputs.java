package org.platformnetwork.termexecutor.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * What a batch is judged on besides its archive's bytes, fixed when its tasks begin to run.
 *
 * @param agentHash SHA-256 of the agent's code, 64 lower-case hex digits
 * @param isolation the level at which the service holds commands
 * @param version of the service
 * @param tasks in the order of the batch's tasks
 */
public record BatchInputs(
        String agentHash, String isolation, String version, List<TaskInput> tasks) {

    /**
     * What one task is.
     *
     * @param contentHash SHA-256 of all that decides how it runs and is judged; null for an invalid
     *     task
     * @param baseCommit what the agent starts from, as the task names it; null for an invalid task
     *     and for one that takes the tip of a branch
     * @param repository its URL without credentials; null for an invalid task, where it is no
     *     address that others reach, and for batches of earlier versions
     */
    public record TaskInput(
            TaskId id,
            @Nullable String contentHash,
            @Nullable String baseCommit,
            @Nullable String repository) {}

    public BatchInputs {
        tasks = List.copyOf(tasks);
    }

    /** What a task of the batch is; null where that was not written down. */
    public @Nullable TaskInput task(int position) {
        return position < tasks.size() ? tasks.get(position) : null;
    }
}
