package org.platformnetwork.termexecutor.attestation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.TaskState;

/**
 * An answer of {@code GET /verify}: the signed verdict, and beside it the flat fields that clients
 * of the original's later versions read. Only the former is signed.
 *
 * @param resultsHash the document's SHA-256 under the original's name
 * @param executorVersion of the service that answers
 * @param uptimeSecs of the same
 */
record ExecutionProof(
        @JsonUnwrapped SignedVerdict verdict,
        String resultsHash,
        String batchId,
        BatchStatus status,
        int totalTasks,
        int passedTasks,
        int failedTasks,
        double aggregateReward,
        List<TaskSummary> taskSummaries,
        String executorVersion,
        long uptimeSecs) {

    /**
     * One task, in the order of the archive.
     *
     * @param passed false also when it was not judged
     * @param durationMs null when it never ran
     */
    record TaskSummary(String taskId, boolean passed, double reward, @Nullable Long durationMs) {
        static TaskSummary of(TaskState task) {
            var summary = task.summary();
            return new TaskSummary(
                    task.id().value(),
                    Boolean.TRUE.equals(task.passed()),
                    task.reward(),
                    summary == null
                            ? null
                            : Math.max(0, summary.withoutOutputs().duration().toMillis()));
        }
    }

    /**
     * The answer for a batch.
     *
     * @param state of the batch, which has ended
     */
    static ExecutionProof of(
            SignedVerdict verdict, Batch batch, BatchState state, String version, long uptimeSecs) {
        return new ExecutionProof(
                verdict,
                verdict.sha256(),
                batch.id().toString(),
                state.status(),
                state.totalTasks(),
                state.passedTasks(),
                state.failedTasks(),
                state.aggregateReward(),
                state.tasks().stream().map(TaskSummary::of).toList(),
                version,
                uptimeSecs);
    }
}
