package org.platformnetwork.termexecutor.submission.auth;

import java.time.InstantSource;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The nonces each hotkey has used up, also before the last start: of any number of simultaneous
 * requests with one nonce, exactly one consumes it. Kept per hotkey, so that no validator can burn
 * another's; only signed requests of validators add to them.
 */
@Component
final class NonceStore {

    private final Store store;
    private final AuthSettings settings;
    private final InstantSource clock;

    NonceStore(Store store, AuthSettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether {@code consume} would refuse; the answer may be outdated at once. */
    boolean isUsed(Hotkey hotkey, String nonce) {
        return store.read(db ->
                db.sql(
                                        "select count(*) from nonces where hotkey = ? and nonce = ?"
                                                + " and expires_at >= ?")
                                .params(hotkey.address(), nonce, clock.millis())
                                .query(Integer.class)
                                .single()
                        > 0);
    }

    /** Uses a nonce up; false when it was used before and is still remembered. */
    boolean consume(Hotkey hotkey, String nonce) {
        long now = clock.millis();
        long expiry = now + settings.nonceTtl().toMillis();
        return store.write(db ->
                db.sql(
                                        """
                                        insert into nonces (hotkey, nonce, expires_at) values (?, ?, ?)
                                        on conflict (hotkey, nonce) do update
                                        set expires_at = excluded.expires_at
                                        where nonces.expires_at < ?
                                        """)
                                .params(hotkey.address(), nonce, expiry, now)
                                .update()
                        == 1);
    }

    /** Forgets those whose time is over. */
    @Scheduled(fixedDelayString = "PT10M")
    void reap() {
        long now = clock.millis();
        store.write(db -> db.sql("delete from nonces where expires_at < ?").params(now).update());
    }
}
