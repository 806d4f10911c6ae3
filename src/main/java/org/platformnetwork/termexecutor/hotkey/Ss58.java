package org.platformnetwork.termexecutor.hotkey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * SS58 addresses of the generic Substrate network, and of no other: base58 of the prefix byte 42,
 * 32 bytes of key and two bytes of checksum. One key has one address; the other forms that SS58
 * knows (two-byte prefixes, short accounts, longer checksums) are refused.
 */
public final class Ss58 {
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] CHECKSUM_PREFIX = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
    private static final byte NETWORK = 42;
    private static final int CHECKSUM_LENGTH = 2;
    private static final int CHECKSUM_START = 1 + PublicKey.LENGTH;
    private static final int PAYLOAD_LENGTH = CHECKSUM_START + CHECKSUM_LENGTH;

    /** Every number of 35 bytes that begins with 42 has exactly this many digits in base 58. */
    private static final int ADDRESS_LENGTH = 48;

    private Ss58() {}

    /**
     * The key of an address, or empty when the address is not valid or stands for the all-zero key.
     * Costs the same small amount whatever the length of the text.
     */
    static Optional<PublicKey> decode(String address) {
        if (address.length() != ADDRESS_LENGTH) {
            return Optional.empty();
        }
        byte[] payload = new byte[PAYLOAD_LENGTH];
        for (int i = 0; i < ADDRESS_LENGTH; i++) {
            int digit = ALPHABET.indexOf(address.charAt(i));
            if (digit < 0 || multiplyAndAdd(payload, digit) != 0) {
                return Optional.empty();
            }
        }
        if (payload[0] != NETWORK || !endsInChecksum(payload)) {
            return Optional.empty();
        }
        PublicKey key = new PublicKey(Arrays.copyOfRange(payload, 1, CHECKSUM_START));
        return key.isAllZero() ? Optional.empty() : Optional.of(key);
    }

    /**
     * The address of any key, 48 characters; even of the all-zero one, which decodes to nothing.
     */
    public static String encode(PublicKey key) {
        byte[] payload = new byte[PAYLOAD_LENGTH];
        payload[0] = NETWORK;
        System.arraycopy(key.toByteArray(), 0, payload, 1, PublicKey.LENGTH);
        System.arraycopy(checksum(payload), 0, payload, CHECKSUM_START, CHECKSUM_LENGTH);
        char[] address = new char[ADDRESS_LENGTH];
        for (int i = ADDRESS_LENGTH - 1; i >= 0; i--) {
            address[i] = ALPHABET.charAt(divide(payload));
        }
        return new String(address);
    }

    /** Makes a big-endian number 58 times as large plus {@code digit}; returns what overflowed. */
    private static int multiplyAndAdd(byte[] number, int digit) {
        int carry = digit;
        for (int i = number.length - 1; i >= 0; i--) {
            carry += (number[i] & 0xFF) * ALPHABET.length();
            number[i] = (byte) carry;
            carry >>>= 8;
        }
        return carry;
    }

    /** Divides a big-endian number by 58 in place; returns the remainder. */
    private static int divide(byte[] number) {
        int remainder = 0;
        for (int i = 0; i < number.length; i++) {
            int dividend = remainder << 8 | (number[i] & 0xFF);
            number[i] = (byte) (dividend / ALPHABET.length());
            remainder = dividend % ALPHABET.length();
        }
        return remainder;
    }

    private static boolean endsInChecksum(byte[] payload) {
        return Arrays.equals(
                payload, CHECKSUM_START, PAYLOAD_LENGTH, checksum(payload), 0, CHECKSUM_LENGTH);
    }

    private static byte[] checksum(byte[] payload) {
        Blake2bDigest blake2b = new Blake2bDigest(512);
        blake2b.update(CHECKSUM_PREFIX, 0, CHECKSUM_PREFIX.length);
        blake2b.update(payload, 0, CHECKSUM_START);
        byte[] hash = new byte[blake2b.getDigestSize()];
        blake2b.doFinal(hash, 0);
        return hash;
    }
}
