package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON-RPC 2.0 with one node. A small answer can name a tree far larger than itself, so the number
 * of its tokens is bounded too.
 */
final class JsonRpc {

    private static final int MAX_TOKENS = 20_000;
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Transport.MAX_ANSWER)
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .build())
                                    .build())
                    .build();

    private final Transport transport;
    private final Endpoint endpoint;
    private int lastId;

    JsonRpc(Transport transport, Endpoint endpoint) {
        this.transport = transport;
        this.endpoint = endpoint;
    }

    /** The result of a call; the node's own error, and whatever is no answer to it, are thrown. */
    JsonNode call(String method, Object... params) throws ChainException, InterruptedException {
        int id = ++lastId;
        var request =
                Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", List.of(params));
        var answer = parse(transport.ask(JSON.writeValueAsString(request)), method);
        var error = answer.path("error");
        if (error.isObject()) {
            throw new ChainException(
                    "answered %s with error %s: %s"
                            .formatted(
                                    method,
                                    error.path("code").asInt(0),
                                    endpoint.quote(error.path("message").asString(""))));
        }
        if (!answer.path("id").isInt() || answer.path("id").intValue() != id) {
            throw new ChainException("answered %s with the id of another call".formatted(method));
        }
        return answer.path("result");
    }

    /** A result that is a string of hexadecimal digits after {@code 0x}. */
    byte[] callForBytes(String method, Object... params)
            throws ChainException, InterruptedException {
        var text = call(method, params).asString("");
        if (!text.startsWith("0x")) {
            throw noHex(method);
        }
        try {
            return HexFormat.of().parseHex(text, 2, text.length());
        } catch (IllegalArgumentException e) {
            throw noHex(method);
        }
    }

    /** A result that is the hash of a block: {@code 0x} and 64 lowercase hexadecimal digits. */
    String callForHash(String method, Object... params)
            throws ChainException, InterruptedException {
        var hash = callForBytes(method, params);
        if (hash.length != 32) {
            throw noHex(method);
        }
        return "0x" + HexFormat.of().formatHex(hash);
    }

    private static JsonNode parse(String answer, String method) throws ChainException {
        try {
            return JSON.readTree(answer);
        } catch (JacksonException e) {
            throw new ChainException(
                    "answered %s with something that is not JSON-RPC".formatted(method));
        }
    }

    private static ChainException noHex(String method) {
        return new ChainException(
                "answered %s with something other than the hexadecimal digits expected"
                        .formatted(method));
    }
}
