package org.platformnetwork.termexecutor.crash;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Whichever life of the service can be spoken to now. */
final class Access {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ServiceProcess service;
    private boolean over;
    private volatile boolean databaseKilled;

    /** Whether this life's database was killed, so that it may refuse what it cannot keep. */
    boolean isDatabaseKilled() {
        return databaseKilled;
    }

    void databaseIsKilled() {
        databaseKilled = true;
    }

    void open(ServiceProcess life) {
        databaseKilled = false;
        set(life, false);
    }

    void close() {
        set(null, over);
    }

    /** No client shall do anything more. */
    void end() {
        set(service, true);
    }

    private void set(@Nullable ServiceProcess life, boolean isOver) {
        lock.lock();
        try {
            service = life;
            over = isOver;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The service, as soon as it can be spoken to; null at the end of all. */
    @Nullable ServiceProcess await() throws InterruptedException {
        lock.lock();
        try {
            while (service == null && !over) {
                changed.await();
            }
            return over ? null : service;
        } finally {
            lock.unlock();
        }
    }

    /** Lets some time pass, less when something changes. */
    void linger(long millis) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            var before = service;
            while (nanos > 0 && before == service && !over) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
