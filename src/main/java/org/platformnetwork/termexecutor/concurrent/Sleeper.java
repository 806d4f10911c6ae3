package org.platformnetwork.termexecutor.concurrent;

import java.time.Duration;
import java.time.Instant;

/** Waits; tests do not. */
public interface Sleeper {

    void sleep(Duration duration) throws InterruptedException;

    /** When a wait is over that someone else waits. */
    default Instant end(Instant now, Duration duration) {
        return now.plus(duration);
    }
}
