package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;

/**
 * A batch in a list: all that is known without its tasks.
 *
 * @param scoredTasks how many came to a verdict on the agent, whichever it is
 * @param tally the votes that started it; null while they are still being counted
 */
public record BatchSummary(
        BatchId id,
        ArchiveHash archiveHash,
        Instant createdAt,
        BatchStatus status,
        int totalTasks,
        int passedTasks,
        int failedTasks,
        int scoredTasks,
        @Nullable Tally tally,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {

    static BatchSummary of(Batch batch) {
        var state = batch.state();
        return new BatchSummary(
                batch.id(),
                batch.archiveHash(),
                batch.createdAt(),
                state.status(),
                state.totalTasks(),
                state.passedTasks(),
                state.failedTasks(),
                state.scoredTasks(),
                state.tally(),
                state.startedAt(),
                state.finishedAt(),
                state.error());
    }

    public int completedTasks() {
        return passedTasks + failedTasks;
    }

    /** The mean reward over all tasks of the archive; those without a verdict count 0. */
    public double aggregateReward() {
        return totalTasks == 0 ? 0.0 : (double) passedTasks / totalTasks;
    }
}
