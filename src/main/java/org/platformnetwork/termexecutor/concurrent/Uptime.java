package org.platformnetwork.termexecutor.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** How long the service has been running. */
@Component
public final class Uptime {

    private final InstantSource clock;
    private final Instant start;

    Uptime(InstantSource clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Whole seconds since the start. */
    public long seconds() {
        return Duration.between(start, clock.instant()).toSeconds();
    }
}
