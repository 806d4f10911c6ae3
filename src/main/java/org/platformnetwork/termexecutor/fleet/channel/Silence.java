package org.platformnetwork.termexecutor.fleet.channel;

import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How long a coordinator has taken nothing. One that is known to be down, since its machine refuses
 * connections, is awaited for long: no agent should stop for its restart. One that cannot be
 * reached may be at work and take this worker for lost, so the heartbeat's timeout counts.
 */
final class Silence {

    /** For a coordinator that is down. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final Duration timeout;
    private @Nullable Instant since;
    private @Nullable Instant unreachableSince;

    /**
     * @param timeout for one that cannot be reached
     */
    Silence(InstantSource clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
    }

    void ends() {
        since = null;
        unreachableSince = null;
    }

    /**
     * A call has failed.
     *
     * @param began when it was sent
     * @return whether to give up
     */
    boolean isTooLong(Instant began, Throwable failure) {
        since = since == null ? began : since;
        if (!(failure instanceof HttpTimeoutException)) {
            unreachableSince = null;
        } else if (unreachableSince == null) {
            unreachableSince = began;
        }
        var now = clock.instant();
        return !Duration.between(since, now).minus(LONGEST).isNegative()
                || (unreachableSince != null
                        && !Duration.between(unreachableSince, now).minus(timeout).isNegative());
    }
}
