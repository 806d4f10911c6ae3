package org.platformnetwork.termexecutor.archive;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The SHA-256 of an archive's bytes, always in one spelling so that votes for it can be compared.
 */
public record ArchiveHash(String hex) {
    private static final Pattern SPELLING = Pattern.compile("[0-9a-f]{64}");

    /**
     * @param hex 64 lower-case hexadecimal digits
     * @throws IllegalArgumentException if it is anything else; the text is not repeated
     */
    public ArchiveHash {
        if (!SPELLING.matcher(hex).matches()) {
            throw new IllegalArgumentException("An archive hash is 64 lower-case hex digits");
        }
    }

    /**
     * Names the archive whose bytes have this SHA-256.
     *
     * @param digest 32 bytes
     */
    public static ArchiveHash of(byte[] digest) {
        return new ArchiveHash(HexFormat.of().formatHex(digest));
    }

    /** What {@link #of} wants of an archive's bytes. */
    public static MessageDigest digest() {
        return DigestUtils.getSha256Digest();
    }

    @Override
    public String toString() {
        return hex;
    }
}
