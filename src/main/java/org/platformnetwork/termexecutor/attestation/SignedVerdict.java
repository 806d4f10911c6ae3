package org.platformnetwork.termexecutor.attestation;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A document with its signature, as {@code GET /verify} answers. The document stands there letter
 * by letter as it was signed, so that it can also be checked by who cuts it out.
 *
 * @param document canonical JSON
 * @param sha256 of the document's UTF-8, in hex
 * @param publicKey in hex
 * @param signature of the document's UTF-8, in hex
 */
record SignedVerdict(
        @JsonRawValue String document,
        String sha256,
        String algorithm,
        String publicKey,
        String signature) {

    static SignedVerdict of(VerdictDocument document, InstanceKey key) {
        var bytes = CanonicalJson.of(document.json());
        return new SignedVerdict(
                new String(bytes, StandardCharsets.UTF_8),
                DigestUtils.sha256Hex(bytes),
                VerifyingKey.ALGORITHM,
                key.verifyingKey().hex(),
                key.sign(bytes));
    }
}
