package org.platformnetwork.termexecutor.submission.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiPredicate;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.Store;

/** Opens to the tests of other packages what only Spring makes otherwise. */
public final class TestNonces {

    private TestNonces() {}

    /** Uses nonces up, as the service does for every signed request. */
    public static BiPredicate<Hotkey, String> consumer(Store store, InstantSource clock) {
        var settings = new AuthSettings(Duration.ofDays(7), false);
        return new NonceStore(store, settings, clock)::consume;
    }
}
