package org.platformnetwork.termexecutor.hotkey;

import java.util.Optional;

/**
 * A validator's SS58 address exactly as it was given, 1 to 128 characters and not yet decoded: the
 * signed message holds these characters, and an address that is no valid SS58 has its own refusal.
 */
public record Hotkey(String address) {
    public static final int MAX_LENGTH = 128;

    /** Throws {@link IllegalArgumentException} for an empty or too long address. */
    public Hotkey {
        if (address.isEmpty() || address.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a hotkey has 1 to 128 characters");
        }
    }

    /** The key this address stands for, or empty as {@link Ss58#decode} says. */
    public Optional<PublicKey> publicKey() {
        return Ss58.decode(address);
    }

    @Override
    public String toString() {
        return "Hotkey[hidden]";
    }
}
