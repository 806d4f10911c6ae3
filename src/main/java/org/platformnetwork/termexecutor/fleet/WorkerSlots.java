package org.platformnetwork.termexecutor.fleet;

import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.SlotReserveContext;
import io.temporal.worker.tuning.SlotSupplier;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a worker, shared by all queues that it takes from. A queue is asked while a slot is
 * free; whether one still is when something comes is seen when the attempt begins.
 */
final class WorkerSlots implements SlotSupplier<ActivitySlotInfo> {

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** What was taken from a queue and has not been answered. */
    private final Set<SlotPermit> taken = new HashSet<>();

    private final Queue<CompletableFuture<SlotPermit>> waiting = new ArrayDeque<>();
    private int running;
    private @Nullable Object alone;
    private boolean isClosed;

    WorkerSlots(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins an attempt.
     *
     * @param isAlone whether none may begin before its end
     * @return whether there was a slot for it
     */
    boolean begin(Object attempt, boolean isAlone) {
        lock.lock();
        try {
            if (isClosed || alone != null || running >= most) {
                return false;
            }
            running++;
            alone = isAlone ? attempt : null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Of an attempt that began alone: waits until those that began before it have ended. */
    void awaitOthers() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (running > 1) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends an attempt that began. */
    void end(Object attempt) {
        lock.lock();
        try {
            running--;
            if (attempt.equals(alone)) {
                alone = null;
            }
            changed.signalAll();
            offer();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing begins until it is opened; what runs goes on. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void awaitClosed() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isClosed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void open() {
        lock.lock();
        try {
            isClosed = false;
            offer();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFree() {
        return !isClosed && alone == null && taken.size() < most;
    }

    private void offer() {
        while (isFree() && !waiting.isEmpty()) {
            waiting.remove().complete(new SlotPermit());
        }
    }

    @Override
    public SlotSupplierFuture reserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
        lock.lock();
        try {
            var slot = new CompletableFuture<SlotPermit>();
            waiting.add(slot);
            offer();
            return SlotSupplierFuture.fromCompletableFuture(slot, () -> slot.cancel(false));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<SlotPermit> tryReserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
        lock.lock();
        try {
            return isFree() ? Optional.of(new SlotPermit()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void markSlotUsed(SlotMarkUsedContext<ActivitySlotInfo> context) {
        lock.lock();
        try {
            taken.add(context.getSlotPermit());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void releaseSlot(SlotReleaseContext<ActivitySlotInfo> context) {
        lock.lock();
        try {
            taken.remove(context.getSlotPermit());
            offer();
        } finally {
            lock.unlock();
        }
    }
}
