package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A whole batch at one moment; it does not change in the reader's hands.
 *
 * @param totalTasks as counted when the archive was checked
 * @param concurrentTasks how many tasks run side by side
 * @param tally the votes that started it; null while they are still being counted
 * @param tasks empty until the batch runs
 * @param error why the batch failed
 * @param lastSeq the sequence number of the newest event in this state, 0 before the first
 */
public record BatchState(
        BatchStatus status,
        int totalTasks,
        int concurrentTasks,
        @Nullable Tally tally,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<TaskState> tasks,
        @Nullable String error,
        long lastSeq) {

    public BatchState {
        tasks = List.copyOf(tasks);
    }

    static BatchState pending(int totalTasks, int concurrentTasks) {
        return new BatchState(
                BatchStatus.PENDING,
                totalTasks,
                concurrentTasks,
                null,
                null,
                null,
                List.of(),
                null,
                0);
    }

    public int completedTasks() {
        return count(task -> task.status().isTerminal());
    }

    public int passedTasks() {
        return count(task -> task.status() == TaskStatus.COMPLETED);
    }

    public int failedTasks() {
        return count(task -> task.status() == TaskStatus.FAILED);
    }

    /** The mean reward over all tasks of the archive; those without a verdict count 0. */
    public double aggregateReward() {
        return totalTasks == 0 ? 0.0 : (double) passedTasks() / totalTasks;
    }

    /** How many tasks came to a verdict on the agent, whichever it is. */
    public int scoredTasks() {
        return count(task -> task.passed() != null);
    }

    /** The mean reward over those tasks; null when there are none. */
    public @Nullable Double scoredReward() {
        int scored = scoredTasks();
        return scored == 0 ? null : (double) passedTasks() / scored;
    }

    /** Running time so far, or in all; null before the start. */
    public @Nullable Duration duration(Instant now) {
        return startedAt == null
                ? null
                : Duration.between(startedAt, finishedAt == null ? now : finishedAt);
    }

    private int count(Predicate<TaskState> condition) {
        return (int) tasks.stream().filter(condition).count();
    }

    BatchState withStatus(BatchStatus next) {
        return new BatchState(
                next,
                totalTasks,
                concurrentTasks,
                tally,
                startedAt,
                finishedAt,
                tasks,
                error,
                lastSeq);
    }

    BatchState accepted(Tally votes) {
        return new BatchState(
                status,
                totalTasks,
                concurrentTasks,
                votes,
                startedAt,
                finishedAt,
                tasks,
                error,
                lastSeq);
    }

    BatchState started(Instant now) {
        return new BatchState(
                BatchStatus.EXTRACTING,
                totalTasks,
                concurrentTasks,
                tally,
                now,
                finishedAt,
                tasks,
                error,
                lastSeq);
    }

    BatchState withTasks(List<TaskState> next) {
        return new BatchState(
                status,
                next.size(),
                concurrentTasks,
                tally,
                startedAt,
                finishedAt,
                next,
                error,
                lastSeq);
    }

    BatchState finished(BatchStatus end, @Nullable String reason, Instant now) {
        return new BatchState(
                end, totalTasks, concurrentTasks, tally, startedAt, now, tasks, reason, lastSeq);
    }

    BatchState after(long seq) {
        return new BatchState(
                status,
                totalTasks,
                concurrentTasks,
                tally,
                startedAt,
                finishedAt,
                tasks,
                error,
                seq);
    }
}
