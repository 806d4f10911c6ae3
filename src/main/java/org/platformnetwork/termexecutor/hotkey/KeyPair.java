package org.platformnetwork.termexecutor.hotkey;

import cafe.cryptography.curve25519.Constants;
import cafe.cryptography.curve25519.Scalar;
import java.security.SecureRandom;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A secret sr25519 key that signs and shows nothing of itself. Two signatures of one message
 * differ: the nonce mixes fresh randomness with the secret and the message, so a broken random
 * source alone does not give the key away.
 */
public final class KeyPair {
    public static final int MINI_SECRET_LENGTH = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scalar secret;
    private final byte[] nonceSeed;
    private final PublicKey publicKey;

    private KeyPair(Scalar secret, byte[] nonceSeed) {
        this.secret = secret;
        this.nonceSeed = nonceSeed;
        this.publicKey = new PublicKey(pointBytes(secret));
    }

    /**
     * Expands a 32-byte seed as Substrate does (schnorrkel's {@code ExpansionMode::Ed25519});
     * throws {@link IllegalArgumentException} for any other length.
     */
    public static KeyPair fromMiniSecret(byte[] seed32) {
        if (seed32.length != MINI_SECRET_LENGTH) {
            throw new IllegalArgumentException("a mini secret has 32 bytes, not " + seed32.length);
        }
        byte[] expanded = DigestUtils.sha512(seed32);
        byte[] scalar = Arrays.copyOf(expanded, 32);
        scalar[0] &= (byte) 0b1111_1000;
        scalar[31] &= 0b0011_1111;
        scalar[31] |= 0b0100_0000;
        divideByCofactor(scalar);
        return new KeyPair(Scalar.fromCanonicalBytes(scalar), Arrays.copyOfRange(expanded, 32, 64));
    }

    static KeyPair random() {
        return fromMiniSecret(randomBytes());
    }

    public Signature sign(byte[] message) {
        MerlinTranscript transcript = Sr25519.transcript(publicKey, message);
        Scalar nonce = nonce(transcript.copy());
        byte[] commitment = pointBytes(nonce);
        Scalar s = Sr25519.challenge(transcript, commitment).multiplyAndAdd(secret, nonce);
        byte[] signature = Arrays.copyOf(commitment, Signature.LENGTH);
        System.arraycopy(
                s.toByteArray(),
                0,
                signature,
                Sr25519.POINT_LENGTH,
                Signature.LENGTH - Sr25519.POINT_LENGTH);
        signature[Signature.LENGTH - 1] |= (byte) Sr25519.MARKER;
        return new Signature(signature);
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public Hotkey hotkey() {
        return new Hotkey(Ss58.encode(publicKey));
    }

    @Override
    public String toString() {
        return "KeyPair[hidden]";
    }

    private Scalar nonce(MerlinTranscript fork) {
        fork.append("nonce-seed", nonceSeed);
        fork.append("randomness", randomBytes());
        return Sr25519.wideScalar(fork, "signing");
    }

    private static byte[] pointBytes(Scalar scalar) {
        return Constants.RISTRETTO_GENERATOR_TABLE.multiply(scalar).compress().toByteArray();
    }

    /** Shifts a little-endian number right by three bits, which clamping left zero. */
    private static void divideByCofactor(byte[] scalar) {
        int carry = 0;
        for (int i = scalar.length - 1; i >= 0; i--) {
            int value = carry << 8 | (scalar[i] & 0xFF);
            scalar[i] = (byte) (value >>> 3);
            carry = value & 0b111;
        }
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[MINI_SECRET_LENGTH];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
