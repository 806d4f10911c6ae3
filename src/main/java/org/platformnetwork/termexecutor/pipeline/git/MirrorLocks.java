package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Locks by number that hold between threads and between processes, and end with the process that
 * holds them. Each is one byte of one file, which is never closed in between: closing it would
 * release every lock of the process.
 */
final class MirrorLocks implements AutoCloseable {

    /** Other processes cannot wake us. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final FileChannel file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    MirrorLocks(Path file) throws IOException {
        this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** What {@link #acquire} gives. */
    interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /**
     * Takes a lock; null when someone else still has it after the timeout, which may be zero.
     *
     * @param number not negative
     */
    @Nullable Held acquire(long number, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lockInterruptibly();
        try {
            var taken = tryLock(number);
            while (taken == null) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                var _ = released.awaitNanos(Math.min(left, LOOK_AGAIN.toNanos()));
                taken = tryLock(number);
            }
            var held = taken;
            return () -> release(held);
        } finally {
            lock.unlock();
        }
    }

    /** Never the blocking call: an interrupt would close the file, and with it every lock. */
    private @Nullable FileLock tryLock(long number) throws IOException {
        try {
            return file.tryLock(number, 1, false);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private void release(FileLock held) throws IOException {
        lock.lock();
        try {
            held.release();
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
