package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchEvent.EventPayload;
import org.platformnetwork.termexecutor.batch.log.BatchLog;
import org.platformnetwork.termexecutor.batch.table.BatchTable;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.dao.DataAccessException;

/**
 * A batch's state and events, which change together under one lock: first on the disk, then for
 * everyone who looks.
 */
final class PersistedState {

    private final BatchId id;
    private final BatchTable table;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final EventLog eventLog;
    private volatile BatchState state;

    /** Whether the last change may be on the disk although no one said so. */
    private boolean isUncertain;

    PersistedState(BatchTable.Stored stored, BatchTable table, BatchLog log, InstantSource clock) {
        this.id = stored.id();
        this.table = table;
        this.clock = clock;
        this.eventLog = new EventLog(lock, stored, log);
        this.state = stored.state();
    }

    BatchState now() {
        return state;
    }

    EventLog eventLog() {
        return eventLog;
    }

    /** The time, as precise as it is kept. */
    Instant time() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Runs a change that looks at the state first; changes may be nested. */
    <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            if (isUncertain) {
                reload();
            }
            return action.get();
        } catch (DataAccessException e) {
            if (lock.getHoldCount() > 1) {
                throw e;
            }
            // Refused for what a commit that was taken for lost has done after all.
            reload();
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Shows what the database has already; within {@link #locked}. */
    void show(BatchState known) {
        state = known;
    }

    /** Shows a change that the database has already, as part of a transaction on votes. */
    void refresh() {
        lock.lock();
        try {
            isUncertain = true;
            reload();
        } finally {
            lock.unlock();
        }
    }

    /** A commit whose answer was lost may have been made: the database says what has happened. */
    private void reload() {
        table.load(id)
                .ifPresent(stored -> {
                    var known = stored.events();
                    eventLog.add(known.subList(eventLog.size(), known.size()), stored.state());
                    state = stored.state();
                });
        isUncertain = false;
    }

    /**
     * Changes the state, within {@link #locked}: it is shown only once the disk holds it, and the
     * log what led to it.
     *
     * @param results of the tasks that end
     * @param onlyPending whether the change is for a batch whose votes are still being counted
     * @return false when it was for such a one only, and the batch is another
     */
    boolean publish(
            BatchState next,
            Map<TaskId, TaskResult> results,
            boolean onlyPending,
            EventPayload... changes) {
        var time = time();
        var added = new ArrayList<BatchEvent>();
        for (var eventPayload : changes) {
            added.add(new BatchEvent(eventLog.size() + added.size() + 1L, time, eventPayload));
        }
        var shown = next.after(eventLog.size() + added.size());
        if (shown.equals(state)) {
            return true;
        }
        isUncertain = true;
        boolean isKept = table.save(id, state, shown, results, added, onlyPending);
        isUncertain = !isKept && !onlyPending;
        if (!isKept) {
            return false;
        }
        eventLog.add(added, shown);
        state = shown;
        return true;
    }
}
