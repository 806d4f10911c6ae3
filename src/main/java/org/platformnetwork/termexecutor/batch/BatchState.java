package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole batch at one moment; it does not change in the reader's hands.
 *
 * @param agreement null while votes are still being counted
 * @param inputs null until the batch runs
 * @param tasks empty until the batch runs
 * @param cancellation who wants an end of it, or of tasks of it, before its time
 * @param lastSeq the sequence number of the newest event in this state, 0 before the first
 */
public record BatchState(
        Progress progress,
        Workload workload,
        @Nullable Quorum agreement,
        @Nullable BatchInputs inputs,
        List<TaskState> tasks,
        CancellationVotes cancellation,
        long lastSeq) {

    /**
     * How far it has come.
     *
     * @param error why the batch failed, or why it is being ended
     */
    public record Progress(
            BatchStatus status,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String error) {}

    /**
     * How much it is.
     *
     * @param tasks as counted when the archive was checked
     * @param concurrent how many of them run side by side
     */
    public record Workload(int tasks, int concurrent) {}

    /**
     * Enough validators agreed.
     *
     * @param position batches start in this order
     */
    public record Quorum(Tally tally, long position) {}

    public BatchState {
        tasks = List.copyOf(tasks);
    }

    public BatchStatus status() {
        return progress.status();
    }

    public @Nullable Instant startedAt() {
        return progress.startedAt();
    }

    public @Nullable Instant finishedAt() {
        return progress.finishedAt();
    }

    public @Nullable String error() {
        return progress.error();
    }

    public int totalTasks() {
        return workload.tasks();
    }

    public int concurrentTasks() {
        return workload.concurrent();
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
        return agreement == null && !status().isTerminal();
    }

    /** Whether enough validators agreed and its turn has not come. */
    public boolean isWaiting() {
        return agreement != null && startedAt() == null && !status().isTerminal();
    }

    /** Whether its turn has come and it has not ended. */
    public boolean isActive() {
        return startedAt() != null && !status().isTerminal();
    }

    /** Whether it is being ended before its time. */
    public boolean isEnding() {
        return isActive() && error() != null;
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
        return totalTasks() == 0 ? 0.0 : (double) passedTasks() / totalTasks();
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
        var start = startedAt();
        if (start == null) {
            return null;
        }
        var end = finishedAt() == null ? now : finishedAt();
        // The machine's clock may have been set back meanwhile.
        return end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
    }

    private int count(Predicate<TaskState> condition) {
        return (int) tasks.stream().filter(condition).count();
    }

    /** Whether it stands still until someone takes it a step further. */
    boolean isDue(int mostAtOnce, Instant now) {
        return isActive()
                && (status() == BatchStatus.EXTRACTING
                        || isDone()
                        || (free(mostAtOnce) > 0
                                && tasks.stream().anyMatch(task -> task.isReady(now))));
    }

    /** Gives free lanes to the next tasks that are ready, in their order. */
    BatchState admitting(int mostAtOnce, Instant now) {
        var next =
                tasks.stream().filter(task -> task.isReady(now)).limit(free(mostAtOnce)).toList();
        return replacing(next::contains, task -> task.with(task.run().admit()));
    }

    private long free(int mostAtOnce) {
        int running = count(TaskState::isRunning);
        return Math.max(0, Math.min(concurrentTasks(), mostAtOnce) - running);
    }

    BatchState replacing(Predicate<TaskState> which, UnaryOperator<TaskState> by) {
        var next = tasks.stream().map(task -> which.test(task) ? by.apply(task) : task).toList();
        return new BatchState(progress, workload, agreement, inputs, next, cancellation, lastSeq);
    }

    BatchState accepted(Quorum votes) {
        return new BatchState(progress, workload, votes, inputs, tasks, cancellation, lastSeq);
    }

    BatchState started(Instant now) {
        return at(new Progress(BatchStatus.EXTRACTING, now, finishedAt(), error()));
    }

    BatchState running(BatchInputs known, List<TaskState> all) {
        return new BatchState(
                new Progress(BatchStatus.RUNNING, startedAt(), finishedAt(), error()),
                new Workload(all.size(), concurrentTasks()),
                agreement,
                known,
                all,
                cancellation,
                lastSeq);
    }

    BatchState with(CancellationVotes votes) {
        return new BatchState(progress, workload, agreement, inputs, tasks, votes, lastSeq);
    }

    /**
     * The first reason stays, with its votes.
     *
     * @param voters whose votes led to it; empty when votes did not
     */
    BatchState cancelled(String reason, Set<String> voters) {
        return error() == null
                ? with(cancellation.counting(null, voters))
                        .at(new Progress(status(), startedAt(), finishedAt(), reason))
                : this;
    }

    BatchState after(long seq) {
        return new BatchState(progress, workload, agreement, inputs, tasks, cancellation, seq);
    }

    BatchState finished(@Nullable String reason, Instant now) {
        var end = reason == null ? BatchStatus.COMPLETED : BatchStatus.FAILED;
        return at(new Progress(end, startedAt(), now, reason));
    }

    private BatchState at(Progress next) {
        return new BatchState(next, workload, agreement, inputs, tasks, cancellation, lastSeq);
    }

    /**
     * The votes for an archive, as they stood at one moment.
     *
     * @param votes of hotkeys that are validators now
     * @param required how many votes start the evaluation
     * @param totalValidators in the whitelist now
     */
    public record Tally(int votes, int required, int totalValidators) {

        public boolean isReached() {
            return votes >= required;
        }
    }
}
