package org.platformnetwork.termexecutor.whitelist;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators are told about the list.
 *
 * @param source the endpoint that gave it, as scheme, host and port; {@code cache} when it was read
 *     from disk and not yet from the chain; {@code trusted} when only the configured validators are
 *     known
 * @param refreshedAt when the chain was read; null when it was not
 * @param age since then, or since the start where there is no list yet; zero when no chain is read,
 *     because what is configured does not grow old
 * @param block the finalized block of the list, null as above
 * @param specVersion the runtime's version at that block, null as above
 * @param error why the last refresh left the list as it was, in one sentence; null when it did not
 * @param failures refreshes that left the list as it was, since the start
 */
public record WhitelistState(
        String source,
        @Nullable Instant refreshedAt,
        Duration age,
        @Nullable Long block,
        @Nullable Integer specVersion,
        @Nullable String error,
        long failures) {}
