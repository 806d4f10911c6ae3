package org.platformnetwork.termexecutor.whitelist;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.testing.ManualClock;

/** Whitelists of any content, also of addresses that the settings refuse. */
public final class TestWhitelist {

    private TestWhitelist() {}

    public static ValidatorWhitelist of(Hotkey... hotkeys) {
        var whitelist = new ValidatorWhitelist(new WhitelistSettings(List.of()), new ManualClock());
        try {
            Field validators = ValidatorWhitelist.class.getDeclaredField("validators");
            validators.setAccessible(true);
            validators.set(whitelist, Set.of(hotkeys));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return whitelist;
    }
}
