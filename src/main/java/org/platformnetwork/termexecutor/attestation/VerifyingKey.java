package org.platformnetwork.termexecutor.attestation;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * An Ed25519 public key (RFC 8032).
 *
 * @param hex its 32 bytes in lower case
 */
record VerifyingKey(String hex) {

    static final String ALGORITHM = "Ed25519";

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");

    /**
     * @throws IllegalArgumentException when it is no key; the text is not repeated
     */
    VerifyingKey {
        if (!KEY.matcher(hex).matches()) {
            throw new IllegalArgumentException("A public key is 64 lower-case hex digits.");
        }
        try {
            parameters(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("A public key is a point of the curve.", e);
        }
    }

    static VerifyingKey of(Ed25519PublicKeyParameters key) {
        return new VerifyingKey(HexFormat.of().formatHex(key.getEncoded()));
    }

    /**
     * Whether this key signed a message.
     *
     * @param signature 64 bytes in lower-case hex; anything else is no signature
     */
    boolean verifies(byte[] message, String signature) {
        if (!SIGNATURE.matcher(signature).matches()) {
            return false;
        }
        var signer = new Ed25519Signer();
        signer.init(false, parameters(hex));
        signer.update(message, 0, message.length);
        return signer.verifySignature(HexFormat.of().parseHex(signature));
    }

    private static Ed25519PublicKeyParameters parameters(String hex) {
        return new Ed25519PublicKeyParameters(HexFormat.of().parseHex(hex));
    }

    @Override
    public String toString() {
        return hex;
    }
}
