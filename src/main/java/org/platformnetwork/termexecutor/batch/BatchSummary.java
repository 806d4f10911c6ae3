package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchState.Progress;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;

/**
 * A batch in a list: all that is known without its tasks.
 *
 * @param tally the votes that started it; null while they are still being counted
 */
public record BatchSummary(
        BatchId id,
        ArchiveHash archiveHash,
        Instant createdAt,
        Progress progress,
        Tasks tasks,
        @Nullable Tally tally) {

    /**
     * How many there are, and how those ended that have.
     *
     * @param scored how many came to a verdict on the agent, whichever it is
     */
    public record Tasks(int total, int passed, int failed, int scored) {

        public int completed() {
            return passed + failed;
        }
    }

    static BatchSummary of(Batch batch) {
        var state = batch.state();
        return new BatchSummary(
                batch.id(),
                batch.archiveHash(),
                batch.createdAt(),
                state.progress(),
                new Tasks(
                        state.totalTasks(),
                        state.passedTasks(),
                        state.failedTasks(),
                        state.scoredTasks()),
                state.tally());
    }

    /** The mean reward over all tasks of the archive; those without a verdict count 0. */
    public double aggregateReward() {
        return tasks.total() == 0 ? 0.0 : (double) tasks.passed() / tasks.total();
    }
}
