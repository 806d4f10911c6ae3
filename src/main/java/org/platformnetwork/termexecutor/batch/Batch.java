package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchEvent.Change;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * The one live record of a batch. State and event log change together under one lock, so a reader
 * who takes a {@link #state()} and follows the log from its {@code lastSeq} misses nothing and sees
 * nothing twice; a state that has ended never changes again.
 */
public final class Batch {

    private final BatchId id;
    private final ArchiveHash archiveHash;
    private final Instant createdAt;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();
    private final List<BatchEvent> events = new ArrayList<>();
    private volatile BatchState state;

    Batch(BatchId id, ArchiveHash hash, int totalTasks, int concurrentTasks, InstantSource clock) {
        this.id = id;
        this.archiveHash = hash;
        this.createdAt = clock.instant();
        this.clock = clock;
        this.state = BatchState.pending(totalTasks, concurrentTasks);
    }

    public BatchId id() {
        return id;
    }

    public ArchiveHash archiveHash() {
        return archiveHash;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public BatchState state() {
        return state;
    }

    /** Enough validators agreed; the batch waits for its turn. */
    public void accept(Tally votes) {
        change(current -> current.accepted(votes));
    }

    /** Its turn has come: the archive is being extracted. */
    public void start() {
        change(current -> current.started(clock.instant()));
    }

    /** The tasks are known and begin to run. */
    public void run(List<TaskState> tasks) {
        change(
                current -> current.withTasks(tasks).withStatus(BatchStatus.RUNNING),
                new BatchEvent.BatchStarted(tasks.size(), state.concurrentTasks()));
    }

    /** A task enters a phase; its first one also starts the task. */
    public void taskEnters(TaskId task, TaskStatus phase) {
        var changes = new ArrayList<Change>();
        if (task(task).status() == TaskStatus.QUEUED) {
            changes.add(new BatchEvent.TaskStarted(task));
        }
        changes.add(new BatchEvent.TaskPhase(task, phase));
        change(
                current -> current.withTasks(replaced(current, task(task).in(phase))),
                changes.toArray(Change[]::new));
    }

    /** A task has its verdict. */
    public void taskEnds(TaskId task, TaskResult verdict) {
        var ended = task(task).ended(verdict);
        change(
                current -> current.withTasks(replaced(current, ended)),
                new BatchEvent.TaskComplete(ended));
    }

    /**
     * Ends the batch; the first caller decides how.
     *
     * @param error why it failed; null when it completed
     */
    public void finish(@Nullable String error) {
        lock.lock();
        try {
            if (!state.status().isTerminal()) {
                var status = error == null ? BatchStatus.COMPLETED : BatchStatus.FAILED;
                var end = state.finished(status, error, clock.instant());
                publish(end, new BatchEvent.BatchComplete(end), new BatchEvent.StreamClosed());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The events after a sequence number, waiting for the first of them.
     *
     * @param seq the last event that the caller has seen, 0 for none
     * @return empty when nothing happened within the time
     */
    public List<BatchEvent> eventsAfter(long seq, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (events.size() <= seq && nanos > 0) {
                nanos = appended.awaitNanos(nanos);
            }
            int from = (int) Math.min(Math.max(seq, 0), events.size());
            return List.copyOf(events.subList(from, events.size()));
        } finally {
            lock.unlock();
        }
    }

    private TaskState task(TaskId id) {
        return state.tasks().stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such task in this batch"));
    }

    private static List<TaskState> replaced(BatchState current, TaskState next) {
        return current.tasks().stream()
                .map(task -> task.id().equals(next.id()) ? next : task)
                .toList();
    }

    private void change(UnaryOperator<BatchState> transition, Change... changes) {
        lock.lock();
        try {
            if (!state.status().isTerminal()) {
                publish(transition.apply(state), changes);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The state is shown only once the log holds what led to it. */
    private void publish(BatchState next, Change... changes) {
        var now = clock.instant();
        for (var change : changes) {
            events.add(new BatchEvent(events.size() + 1L, now, change));
        }
        state = next.after(events.size());
        appended.signalAll();
    }
}
