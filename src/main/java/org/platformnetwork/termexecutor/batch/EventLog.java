package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.log.BatchLog;
import org.platformnetwork.termexecutor.batch.table.BatchTable;

/**
 * What happened to a batch, what was printed meanwhile, and those who wait for more of it. It
 * shares the batch's lock, so that state, events and log change together.
 */
public final class EventLog {

    private final ReentrantLock lock;
    private final Condition happened;
    private final Condition printed;
    private final List<BatchEvent> events;
    private final BatchLog log;
    private List<TaskState> tasks;
    private boolean isOver;

    EventLog(ReentrantLock lock, BatchTable.Stored stored, BatchLog log) {
        this.lock = lock;
        this.happened = lock.newCondition();
        this.printed = lock.newCondition();
        this.events = new ArrayList<>(stored.events());
        this.log = log;
        this.tasks = stored.state().tasks();
        this.isOver = stored.state().status().isTerminal();
    }

    /**
     * How much there is.
     *
     * @param events the newest one's sequence number
     * @param entries of the log
     * @param isOver whether nothing more will come
     */
    public record Extent(long events, int entries, boolean isOver) {}

    /**
     * Waits until there is more than the caller has seen.
     *
     * @param seq the last event seen, 0 for none
     * @param entries how many entries of the log were seen; null when no one wants them
     * @return the same as before when nothing came within the time
     */
    public Extent await(long seq, @Nullable Integer entries, Duration timeout)
            throws InterruptedException {
        if (entries != null) {
            log.open();
        }
        lock.lockInterruptibly();
        try {
            var condition = entries == null ? happened : printed;
            long nanos = timeout.toNanos();
            while (!isOver
                    && events.size() <= seq
                    && (entries == null || log.size() <= entries)
                    && nanos > 0) {
                nanos = condition.awaitNanos(nanos);
            }
            return new Extent(events.size(), entries == null ? 0 : log.size(), isOver);
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
    public List<BatchEvent> eventsAfter(long seq, Duration timeout) throws InterruptedException {
        await(seq, null, timeout);
        lock.lockInterruptibly();
        try {
            int from = (int) Math.min(Math.max(seq, 0), events.size());
            return List.copyOf(events.subList(from, events.size()));
        } finally {
            lock.unlock();
        }
    }

    /** What its commands printed so far. */
    public BatchLog log() {
        return log;
    }

    /**
     * Adds to the log, unless that is full or the batch has ended.
     *
     * @param entry its number is given to it by the log
     */
    public void print(LogEntry entry) {
        log.open();
        lock.lock();
        try {
            if (!isOver && log.append(events.size(), entry, tasks)) {
                printed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest event's sequence number; under the lock. */
    int size() {
        return events.size();
    }

    /** Shows events that the disk has; under the lock, right before the state they led to. */
    void add(List<BatchEvent> more, BatchState state) {
        events.addAll(more);
        tasks = state.tasks();
        isOver = state.status().isTerminal();
        happened.signalAll();
        printed.signalAll();
    }
}
