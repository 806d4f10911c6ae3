package org.platformnetwork.termexecutor.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** What the service says of itself: its version, and how long it has been running. */
@Component
public final class ServiceInfo {

    private final BuildProperties build;
    private final InstantSource clock;
    private final Instant start;

    ServiceInfo(BuildProperties build, InstantSource clock) {
        this.build = build;
        this.clock = clock;
        this.start = clock.instant();
    }

    public String version() {
        return String.valueOf(build.getVersion());
    }

    /** Whole seconds since the start. */
    public long uptimeSecs() {
        return Duration.between(start, clock.instant()).toSeconds();
    }
}
