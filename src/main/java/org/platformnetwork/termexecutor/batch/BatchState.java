package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A whole batch at one moment; it does not change in the reader's hands.
 *
 * @param totalTasks as counted when the archive was checked
 * @param concurrentTasks how many tasks run side by side
 * @param agreement null while votes are still being counted
 * @param inputs null until the batch runs
 * @param tasks empty until the batch runs
 * @param cancellation who wants an end of it, or of tasks of it, before its time
 * @param error why the batch failed, or why it is being ended
 * @param lastSeq the sequence number of the newest event in this state, 0 before the first
 */
public record BatchState(
        BatchStatus status,
        int totalTasks,
        int concurrentTasks,
        @Nullable Quorum agreement,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable BatchInputs inputs,
        List<TaskState> tasks,
        CancellationVotes cancellation,
        @Nullable String error,
        long lastSeq) {

    /**
     * Enough validators agreed.
     *
     * @param position batches start in this order
     */
    public record Quorum(Tally tally, long position) {}

    public BatchState {
        tasks = List.copyOf(tasks);
    }

    /** The votes that started it; null while they are still being counted. */
    public @Nullable Tally tally() {
        return agreement == null ? null : agreement.tally();
    }

    /** Batches start in this order; the last of all before its votes agree. */
    public long queuePosition() {
        return agreement == null ? Long.MAX_VALUE : agreement.position();
    }

    /** Whether votes are being counted. */
    public boolean isPending() {
        return agreement == null && !status.isTerminal();
    }

    /** Whether enough validators agreed and its turn has not come. */
    public boolean isWaiting() {
        return agreement != null && startedAt == null && !status.isTerminal();
    }

    /** Whether its turn has come and it has not ended. */
    public boolean isActive() {
        return startedAt != null && !status.isTerminal();
    }

    /** Whether it is being ended before its time. */
    public boolean isEnding() {
        return isActive() && error != null;
    }

    /** How many votes cancelled it; null when votes did not. */
    public @Nullable Integer cancelVotes() {
        return cancellation.counted(null);
    }

    /** How many votes cancelled one of its tasks, once it has ended so; null when votes did not. */
    public @Nullable Integer cancelVotes(TaskState task) {
        var summary = task.summary();
        return summary != null && summary.withoutOutputs().failureClass() == FailureClass.CANCELLED
                ? cancellation.counted(task.id())
                : null;
    }

    /** Whether its tasks are known and all have ended. */
    public boolean isDone() {
        return !tasks.isEmpty() && completedTasks() == tasks.size();
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

    /** The mean reward over those tasks; null if no task is scored. */
    public @Nullable Double scoredReward() {
        int scored = scoredTasks();
        return scored == 0 ? null : (double) passedTasks() / scored;
    }

    /** Running time so far, or in all; null before the start. */
    public @Nullable Duration duration(Instant now) {
        if (startedAt == null) {
            return null;
        }
        var end = finishedAt == null ? now : finishedAt;
        // The machine's clock may have been set back meanwhile.
        return end.isBefore(startedAt) ? Duration.ZERO : Duration.between(startedAt, end);
    }

    private int count(Predicate<TaskState> condition) {
        return (int) tasks.stream().filter(condition).count();
    }

    BatchState accepted(Quorum votes) {
        return new BatchState(
                status,
                totalTasks,
                concurrentTasks,
                votes,
                startedAt,
                finishedAt,
                inputs,
                tasks,
                cancellation,
                error,
                lastSeq);
    }

    BatchState started(Instant now) {
        return new BatchState(
                BatchStatus.EXTRACTING,
                totalTasks,
                concurrentTasks,
                agreement,
                now,
                finishedAt,
                inputs,
                tasks,
                cancellation,
                error,
                lastSeq);
    }

    BatchState running(BatchInputs known, List<TaskState> all) {
        return new BatchState(
                BatchStatus.RUNNING,
                all.size(),
                concurrentTasks,
                agreement,
                startedAt,
                finishedAt,
                known,
                all,
                cancellation,
                error,
                lastSeq);
    }

    BatchState with(List<TaskState> next) {
        return with(next, cancellation, error, lastSeq);
    }

    BatchState with(CancellationVotes votes) {
        return with(tasks, votes, error, lastSeq);
    }

    /**
     * The first reason stays, with its votes.
     *
     * @param voters whose votes led to it; empty when votes did not
     */
    BatchState cancelled(String reason, Set<String> voters) {
        return error == null
                ? with(tasks, cancellation.counting(null, voters), reason, lastSeq)
                : this;
    }

    BatchState after(long seq) {
        return with(tasks, cancellation, error, seq);
    }

    private BatchState with(
            List<TaskState> next, CancellationVotes votes, @Nullable String reason, long seq) {
        return new BatchState(
                status,
                totalTasks,
                concurrentTasks,
                agreement,
                startedAt,
                finishedAt,
                inputs,
                next,
                votes,
                reason,
                seq);
    }

    BatchState finished(@Nullable String reason, Instant now) {
        return new BatchState(
                reason == null ? BatchStatus.COMPLETED : BatchStatus.FAILED,
                totalTasks,
                concurrentTasks,
                agreement,
                startedAt,
                now,
                inputs,
                tasks,
                cancellation,
                reason,
                lastSeq);
    }
}
