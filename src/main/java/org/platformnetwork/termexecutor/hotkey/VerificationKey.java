package org.platformnetwork.termexecutor.hotkey;

import cafe.cryptography.curve25519.RistrettoGeneratorTable;
import java.util.Optional;

/**
 * A public key with a table of its multiples, some 100 KB: making it costs as much as a few
 * verifications, each of which then takes half of its time.
 */
public final class VerificationKey {

    private final PublicKey key;
    private final RistrettoGeneratorTable multiples;

    private VerificationKey(PublicKey key, RistrettoGeneratorTable multiples) {
        this.key = key;
        this.multiples = multiples;
    }

    /** The key made ready; empty where {@link Sr25519#verify} would refuse every signature. */
    public static Optional<VerificationKey> of(PublicKey key) {
        return Sr25519.point(key)
                .map(point -> new VerificationKey(key, new RistrettoGeneratorTable(point)));
    }

    /** As {@link Sr25519#verify}, faster. */
    public boolean verify(byte[] message, Signature signature) {
        return Sr25519.verify(key, multiples::multiply, message, signature);
    }
}
