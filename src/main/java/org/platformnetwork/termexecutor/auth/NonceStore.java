package org.platformnetwork.termexecutor.auth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.springframework.stereotype.Component;

/**
 * The nonces each hotkey has used up: of any number of simultaneous requests with one nonce,
 * exactly one consumes it. Kept per hotkey, so that no validator can burn another's nonces or push
 * them out.
 */
@Component
final class NonceStore {

    /** Only signed requests get here, so a validator can displace nothing but its own oldest. */
    static final int MAX_NONCES_PER_HOTKEY = 100_000;

    private final Map<Hotkey, SequencedMap<String, Instant>> used = new ConcurrentHashMap<>();
    private final AuthSettings settings;
    private final InstantSource clock;

    NonceStore(AuthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether {@code consume} would refuse; the answer may be outdated at once. */
    boolean isUsed(Hotkey hotkey, String nonce) {
        var found = new boolean[1];
        used.computeIfPresent(
                hotkey,
                (key, nonces) -> {
                    found[0] = nonces.containsKey(nonce) && !isExpired(nonces.get(nonce));
                    return nonces;
                });
        return found[0];
    }

    /** Uses a nonce up; false when it was used before and is still remembered. */
    boolean consume(Hotkey hotkey, String nonce) {
        var fresh = new boolean[1];
        used.compute(
                hotkey,
                (key, known) -> {
                    SequencedMap<String, Instant> nonces =
                            known == null ? new LinkedHashMap<>() : known;
                    fresh[0] = isExpired(nonces.get(nonce));
                    if (fresh[0]) {
                        dropOldest(nonces);
                        nonces.putLast(nonce, clock.instant());
                    }
                    return nonces;
                });
        return fresh[0];
    }

    private void dropOldest(SequencedMap<String, Instant> nonces) {
        var oldest = nonces.entrySet().iterator();
        while (oldest.hasNext()) {
            var entry = oldest.next();
            if (nonces.size() < MAX_NONCES_PER_HOTKEY && !isExpired(entry.getValue())) {
                return;
            }
            oldest.remove();
        }
    }

    private boolean isExpired(@Nullable Instant usedAt) {
        return usedAt == null || usedAt.plus(settings.nonceTtl()).isBefore(clock.instant());
    }
}
