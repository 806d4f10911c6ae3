package org.platformnetwork.termexecutor.testing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.hotkey.KeyPair;

/** Validators of tests and of the demo; their secrets are no secrets. */
public final class TestKeys {

    public static final KeyPair ALICE = key(1);
    public static final KeyPair BOB = key(2);
    public static final KeyPair CHARLIE = key(3);

    /** Not in any whitelist. */
    public static final KeyPair STRANGER = key(99);

    private TestKeys() {}

    /** The three validators as {@code TRUSTED_VALIDATORS} takes them. */
    public static String trustedValidators() {
        return Stream.of(ALICE, BOB, CHARLIE)
                .map(key -> key.hotkey().address())
                .collect(Collectors.joining(","));
    }

    public static List<KeyPair> validators() {
        return List.of(ALICE, BOB, CHARLIE);
    }

    private static KeyPair key(int number) {
        var seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return KeyPair.fromMiniSecret(seed);
    }
}
