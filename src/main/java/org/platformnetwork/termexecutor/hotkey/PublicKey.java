package org.platformnetwork.termexecutor.hotkey;

import java.util.Arrays;

/**
 * 32 bytes that claim to be an sr25519 public key; whether they encode a point is only known to
 * {@link Sr25519#verify}, because a chain's storage may hold any bytes as an account.
 */
public final class PublicKey {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    /** Copies the 32 bytes; throws {@link IllegalArgumentException} for any other length. */
    public PublicKey(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * Whether this is a chain's default account, 32 zero bytes, which is also the encoding of the
     * group's identity: anyone can forge a signature for it.
     */
    public boolean isAllZero() {
        for (byte value : bytes) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "PublicKey[hidden]";
    }
}
