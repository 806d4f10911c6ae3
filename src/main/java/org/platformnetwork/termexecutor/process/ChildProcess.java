package org.platformnetwork.termexecutor.process;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Libc.Ended;
import org.platformnetwork.termexecutor.process.PosixSpawn.SpawnFailedException;
import org.platformnetwork.termexecutor.process.ProcessMarkers.RunMark;
import org.platformnetwork.termexecutor.process.ProcessResult.Usage;

/**
 * A command's main process, whose pid, group and session are no one else's until {@link #release},
 * even after its end: it is left a zombie so that all it started can be found and killed first.
 */
final class ChildProcess {

    private static final long SHORTEST_PAUSE = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(100).toNanos();

    private final long started;
    private final int pid;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Semaphore released = new Semaphore(0);
    private final Thread waiter;
    private final @Nullable PeakMemory memory;
    private volatile long endedAt;
    private volatile @Nullable Ended ended;

    private ChildProcess(long started, int pid, boolean looksAtMemory) {
        this.started = started;
        this.pid = pid;
        // The wait would hold the carrier of a virtual thread for the whole run.
        this.waiter = Thread.ofPlatform().daemon().name("command-wait").unstarted(this::await);
        try {
            waiter.start();
        } catch (OutOfMemoryError e) {
            // What is thrown at the limit of threads, which commands can bring about.
            Libc.kill(-pid, Libc.SIGKILL);
            Libc.reap(pid);
            throw e;
        }
        this.memory = looksAtMemory ? new PeakMemory(pid) : null;
    }

    /** As {@link PosixSpawn#start}. */
    static ChildProcess start(String program, Command command, RunMark mark, Path pipe)
            throws SpawnFailedException {
        long started = System.nanoTime();
        Confinement confinement = command.confinement();
        SystemCallFilter filter = confinement.filter();
        int pid =
                filter == null
                        ? PosixSpawn.start(program, command, mark, pipe)
                        : filter.around(() -> PosixSpawn.start(program, command, mark, pipe));
        return new ChildProcess(started, pid, !confinement.countsMemory());
    }

    int pid() {
        return pid;
    }

    boolean hasEnded() {
        return end.getCount() == 0;
    }

    /** True when it ended within the limit, which is measured by the given clock. */
    boolean awaitEnd(Duration limit, LongSupplier nanoTime) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + NANOSECONDS.convert(limit);
        while (true) {
            long left = deadline - nanoTime.getAsLong();
            if (end.await(memory == null ? left : Math.min(left, pause()), NANOSECONDS)) {
                return true;
            }
            if (nanoTime.getAsLong() - deadline >= 0) {
                return false;
            }
            sample();
        }
    }

    /** Notes what it uses; after its end no one can. */
    void sample() {
        if (memory != null) {
            memory.sample();
        }
    }

    /** Stops the group, so that no one in it starts more. */
    void stop() {
        Libc.kill(-pid, Libc.SIGSTOP);
        sample();
    }

    /** Kills the group at once, which no fork bomb outruns, and awaits the end of this process. */
    void kill(Duration limit) {
        Libc.kill(-pid, Libc.SIGKILL);
        Uninterruptible.await(limit, left -> end.await(left.toNanos(), NANOSECONDS));
    }

    /** Gives the pid back to the operating system as soon as the process has ended. */
    void release(Duration limit) {
        released.release();
        if (hasEnded()) {
            Uninterruptible.await(limit, waiter::join);
        }
    }

    /** How it ended; null before the release, and when the kernel could not end it. */
    @Nullable ExitStatus status() {
        Ended known = ended;
        return known == null ? null : ExitStatus.ofWait(known.status());
    }

    /** What it used; without a CPU time where there is no status. */
    Usage usage() {
        Ended known = ended;
        if (known == null) {
            return new Usage(age(), Duration.ZERO, peak(0));
        }
        return new Usage(
                Duration.ofNanos(endedAt - started), known.cpuTime(), peak(known.maxRss()));
    }

    private long peak(long maxRss) {
        return memory == null ? 0 : memory.bytes(maxRss);
    }

    private void await() {
        try {
            Libc.awaitEnd(pid);
        } finally {
            endedAt = System.nanoTime();
            end.countDown();
        }
        released.acquireUninterruptibly();
        ended = Libc.reap(pid);
    }

    /** A quarter of its age: what grows evenly is seen at four fifths of its peak at least. */
    private long pause() {
        return Math.clamp(age().toNanos() / 4, SHORTEST_PAUSE, LONGEST_PAUSE);
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
