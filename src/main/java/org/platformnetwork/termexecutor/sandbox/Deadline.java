package org.platformnetwork.termexecutor.sandbox;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of a command that has just begun; as much again is given once, when it is reached
 * while others have the processors. Without a cgroup nothing tells the command's own use from that
 * of others, and the limit stays.
 */
final class Deadline {

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final long started;
    private final Supplier<MachineLoad> load;
    private final Supplier<@Nullable Duration> used;
    private final MachineLoad atStart;
    private boolean extended;
    private boolean over;

    /**
     * @param nanoTime by which the limit is measured, as {@link System#nanoTime}
     * @param used the command's processor time so far
     */
    Deadline(
            Duration limit,
            LongSupplier nanoTime,
            Supplier<MachineLoad> load,
            Supplier<@Nullable Duration> used) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
        this.load = load;
        this.used = used;
        this.atStart = load.get();
    }

    boolean isOver() {
        return over;
    }

    boolean isExtended() {
        return extended;
    }

    /** The time until the next look, at most that long and at least a millisecond. */
    Duration before(Duration most) {
        var left = left();
        if (left.compareTo(most) > 0) {
            return most;
        }
        return left.isPositive() ? left.plusMillis(1) : Duration.ofMillis(1);
    }

    /** Finds out whether the time is over. */
    void sample() {
        if (!left().isPositive()) {
            var own = used.get();
            if (extended || own == null || !load.get().isContended(atStart, passed(), own)) {
                over = true;
            } else {
                extended = true;
            }
        }
    }

    private Duration left() {
        return limit.multipliedBy(extended ? 2 : 1).minus(passed());
    }

    private Duration passed() {
        return Duration.ofNanos(nanoTime.getAsLong() - started);
    }
}
