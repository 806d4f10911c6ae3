package org.platformnetwork.termexecutor.hotkey;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** 64 bytes that claim to be an sr25519 signature: the point R, then the scalar s with a marker. */
public final class Signature {
    public static final int LENGTH = 64;

    private static final int HEX_LENGTH = 2 * LENGTH;

    private final byte[] bytes;

    /** Copies the 64 bytes; throws {@link IllegalArgumentException} for any other length. */
    Signature(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a signature has 64 bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /**
     * Reads 128 hex digits of either case, with or without {@code 0x} before them; anything else,
     * {@code 0X} and surrounding space included, is empty. No text of another length is looked at.
     */
    public static Optional<Signature> parse(String header) {
        int start = header.startsWith("0x") ? 2 : 0;
        if (header.length() - start != HEX_LENGTH
                || !header.chars().skip(start).allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(new Signature(HexFormat.of().parseHex(header, start, header.length())));
    }

    byte[] toByteArray() {
        return bytes.clone();
    }

    /** The form that {@link #parse} reads: {@code 0x} and 128 lower-case hex digits. */
    public String toHex() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Signature[hidden]";
    }
}
