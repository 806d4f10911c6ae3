package org.platformnetwork.termexecutor.attestation;

import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether what someone hands over is a verdict that the holder of a key signed. */
sealed interface VerdictCheck {

    /**
     * It is.
     *
     * @param document read from the very bytes that were signed
     */
    record Genuine(VerdictDocument document) implements VerdictCheck {}

    /**
     * It is not, or it is another's.
     *
     * @param reason one sentence, without anything from the file
     */
    record Refused(String reason) implements VerdictCheck {}

    /**
     * Checks what {@code GET /verify} answered, in whatever format and order it was kept.
     *
     * @param expected null for the key that it names itself, which proves nothing about who that is
     */
    static VerdictCheck of(byte[] answer, @Nullable VerifyingKey expected) {
        try {
            var json = StrictJson.read(answer);
            if (!json.path("document").isObject()) {
                return new Refused("It is not an answer of GET /verify.");
            }
            var signed = CanonicalJson.of(json.path("document"));
            var document = StrictJson.as(VerdictDocument.class, StrictJson.read(signed));
            var fault = fault(json, signed, document, expected);
            return fault == null ? new Genuine(document) : new Refused(fault);
        } catch (IllegalArgumentException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String fault(
            JsonNode answer,
            byte[] signed,
            VerdictDocument document,
            @Nullable VerifyingKey expected) {
        if (!VerdictDocument.isFormat(document.format())) {
            return "It is not a document of the format term-executor/verdict/1 or 2.";
        }
        if (!text(answer, "algorithm").equals(VerifyingKey.ALGORITHM)) {
            return "It is not signed with %s.".formatted(VerifyingKey.ALGORITHM);
        }
        if (!text(answer, "sha256").equals(DigestUtils.sha256Hex(signed))) {
            return "The document is not the one of its SHA-256.";
        }
        if (!text(answer, "public_key").equals(document.instance())) {
            return "The document names another key than the one beside it.";
        }
        var key = new VerifyingKey(document.instance());
        if (!key.verifies(signed, text(answer, "signature"))) {
            return "The signature is not by its key over this document.";
        }
        return expected == null || expected.equals(key)
                ? null
                : "It is signed by another key than the expected one.";
    }

    private static String text(JsonNode answer, String member) {
        return answer.path(member).stringValue("");
    }
}
