package org.platformnetwork.termexecutor.whitelist;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.springframework.stereotype.Component;

/**
 * The validators that may submit, as one immutable set; reading it takes no lock. Until the chain
 * has been read it holds the last good list from disk, and the trusted validators always.
 */
@Component
public final class ValidatorWhitelist {

    private static final String CACHE = "cache";
    private static final String TRUSTED = "trusted";

    private final Set<Hotkey> trusted;
    private final InstantSource clock;
    private final Instant started;
    private final boolean readsChain;
    private final AtomicReference<Snapshot> held;

    ValidatorWhitelist(
            WhitelistSettings settings,
            ChainSettings chain,
            WhitelistCache cache,
            InstantSource clock) {
        this.trusted = settings.trusted();
        this.clock = clock;
        this.started = clock.instant();
        this.readsChain = !chain.isOff();
        var known = readsChain ? cache.load().orElse(null) : null;
        this.held = new AtomicReference<>(new Snapshot(known, union(known), true, null, 0));
    }

    /** One moment's list and what is known about it. */
    private record Snapshot(
            @Nullable ValidatorSet list,
            Set<Hotkey> validators,
            boolean fromCache,
            @Nullable String error,
            long failures) {}

    /** The set as it is now; it does not change in the caller's hands. */
    public Set<Hotkey> validators() {
        return held.get().validators();
    }

    public WhitelistState state() {
        var now = held.get();
        var list = now.list();
        if (list == null) {
            return new WhitelistState(
                    TRUSTED,
                    null,
                    readsChain ? since(started) : Duration.ZERO,
                    null,
                    null,
                    now.error(),
                    now.failures());
        }
        return new WhitelistState(
                now.fromCache() ? CACHE : list.source(),
                list.readAt(),
                since(list.readAt()),
                list.block(),
                list.specVersion(),
                now.error(),
                now.failures());
    }

    /** The chain's list as it is held, or null if absent. */
    @Nullable ValidatorSet list() {
        return held.get().list();
    }

    void replace(ValidatorSet list) {
        held.updateAndGet(old -> new Snapshot(list, union(list), false, null, old.failures()));
    }

    void markFailed(String error) {
        held.updateAndGet(old ->
                new Snapshot(
                        old.list(), old.validators(), old.fromCache(), error, old.failures() + 1));
    }

    private Set<Hotkey> union(@Nullable ValidatorSet list) {
        if (list == null) {
            return trusted;
        }
        var all = new HashSet<>(trusted);
        all.addAll(list.validators());
        return Set.copyOf(all);
    }

    private Duration since(Instant instant) {
        var age = Duration.between(instant, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /**
     * What operators are told about the list.
     *
     * @param source the endpoint that gave it, as scheme, host and port; {@code cache} when it was
     *     read from disk and not yet from the chain; {@code trusted} when only the configured
     *     validators are known
     * @param refreshedAt when the chain was read; null when it was not
     * @param age since then, or since the start where there is no list yet; zero when no chain is
     *     read, because what is configured does not grow old
     * @param block the finalized block of the list, null as above
     * @param specVersion the runtime's version at that block, null as above
     * @param error why the last refresh left the list as it was, in one sentence; null when it did
     *     not
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
}
