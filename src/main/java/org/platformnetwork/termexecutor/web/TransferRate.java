package org.platformnetwork.termexecutor.web;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether bytes arrive fast enough, on the average since the first of them was awaited. */
public final class TransferRate {

    private final long least;
    private final Duration grace;
    private final LongSupplier nanoTime;
    private final long start;
    private long bytes;

    /**
     * Begins now.
     *
     * @param least bytes a second
     * @param grace how long it may be slower at the beginning
     */
    public TransferRate(long least, Duration grace, LongSupplier nanoTime) {
        this.least = least;
        this.grace = grace;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Counts what has arrived; false when it is too slow. */
    public boolean keepsUpWith(long more) {
        bytes += more;
        var time = Duration.ofNanos(nanoTime.getAsLong() - start);
        return time.compareTo(grace) <= 0 || bytes >= least * (time.toMillis() / 1000.0);
    }
}
