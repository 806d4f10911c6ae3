package org.platformnetwork.termexecutor.web;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether bytes arrive fast enough, on the average of the time that they were awaited. */
public final class TransferRate {

    private final long least;
    private final Duration grace;
    private final LongSupplier nanoTime;
    private long since;
    private long awaited;
    private long bytes;

    /**
     * Bytes are awaited from now on.
     *
     * @param least bytes a second
     * @param grace how long it may be slower at the beginning
     */
    public TransferRate(long least, Duration grace, LongSupplier nanoTime) {
        this.least = least;
        this.grace = grace;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** Bytes are awaited again: what passed since the last of them was not their sender's time. */
    public void resume() {
        since = nanoTime.getAsLong();
    }

    /** Counts what has arrived; false when it is too slow. */
    public boolean keepsUpWith(long more) {
        bytes += more;
        long now = nanoTime.getAsLong();
        awaited += now - since;
        since = now;
        var time = Duration.ofNanos(awaited);
        return time.compareTo(grace) <= 0 || bytes >= least * (time.toMillis() / 1000.0);
    }
}
