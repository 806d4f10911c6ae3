package org.platformnetwork.termexecutor.hotkey;

import cafe.cryptography.curve25519.CompressedRistretto;
import cafe.cryptography.curve25519.Constants;
import cafe.cryptography.curve25519.InvalidEncodingException;
import cafe.cryptography.curve25519.RistrettoElement;
import cafe.cryptography.curve25519.Scalar;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Schnorr signatures over ristretto255 that agree with schnorrkel 0.11 under the signing context
 * {@code substrate}, but for one: the all-zero public key is refused, for which schnorrkel accepts
 * whatever anyone forges.
 *
 * @see <a href="https://github.com/w3f/schnorrkel/blob/master/src/sign.rs">schnorrkel, sign.rs</a>
 */
final class Sr25519 {
    /** Set in the last byte of every signature since schnorrkel's audit; Ed25519 never sets it. */
    static final int MARKER = 0x80;

    static final int POINT_LENGTH = 32;

    private static final int LAST = Signature.LENGTH - 1;
    private static final int WIDE_SCALAR_LENGTH = 64;

    private Sr25519() {}

    /**
     * Whether {@code key} signed exactly these bytes. Never throws for hostile bytes: a signature
     * without marker, a scalar not reduced, a key that encodes no point are all {@code false}.
     */
    public static boolean verify(PublicKey key, byte[] message, Signature signature) {
        return point(key)
                .filter(point -> verify(key, point::multiply, message, signature))
                .isPresent();
    }

    /** The point that a key encodes; empty for the all-zero key, which anyone can sign for. */
    static Optional<RistrettoElement> point(PublicKey key) {
        try {
            return key.isAllZero()
                    ? Optional.empty()
                    : Optional.of(new CompressedRistretto(key.toByteArray()).decompress());
        } catch (InvalidEncodingException notCanonical) {
            return Optional.empty();
        }
    }

    /**
     * Whether R is s times the generator less c times the key, compared in its compressed form.
     *
     * @param timesKey multiplies the point of the key
     */
    static boolean verify(
            PublicKey key,
            Function<Scalar, RistrettoElement> timesKey,
            byte[] message,
            Signature signature) {
        byte[] bytes = signature.toByteArray();
        if ((bytes[LAST] & MARKER) == 0) {
            return false;
        }
        bytes[LAST] &= (byte) ~MARKER;
        byte[] commitment = Arrays.copyOf(bytes, POINT_LENGTH);
        try {
            Scalar s =
                    Scalar.fromCanonicalBytes(
                            Arrays.copyOfRange(bytes, POINT_LENGTH, Signature.LENGTH));
            Scalar challenge = challenge(transcript(key, message), commitment);
            RistrettoElement expected =
                    Constants.RISTRETTO_GENERATOR_TABLE
                            .multiply(s)
                            .subtract(timesKey.apply(challenge));
            return Arrays.equals(commitment, expected.compress().toByteArray());
        } catch (IllegalArgumentException notCanonical) {
            return false;
        }
    }

    static MerlinTranscript transcript(PublicKey key, byte[] message) {
        MerlinTranscript transcript = new MerlinTranscript("SigningContext");
        transcript.append("", "substrate");
        transcript.append("sign-bytes", message);
        transcript.append("proto-name", "Schnorr-sig");
        transcript.append("sign:pk", key.toByteArray());
        return transcript;
    }

    static Scalar challenge(MerlinTranscript transcript, byte[] commitment) {
        transcript.append("sign:R", commitment);
        return wideScalar(transcript, "sign:c");
    }

    static Scalar wideScalar(MerlinTranscript transcript, String label) {
        return Scalar.fromBytesModOrderWide(transcript.challenge(label, WIDE_SCALAR_LENGTH));
    }
}
