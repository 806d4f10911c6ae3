package org.platformnetwork.termexecutor.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The description of the API as one tree of maps, lists and values, in the terms of <a
 * href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</a>. It is written by hand in parts, a
 * topic each; no part may say again what another has said.
 */
final class OpenApiDocument {

    private static final List<String> PARTS =
            List.of(
                    "document",
                    "submission",
                    "batches",
                    "tasks",
                    "events",
                    "cancellation",
                    "attestation",
                    "service");

    private OpenApiDocument() {}

    /** The whole of it, for one version of the service. */
    static Map<String, Object> of(String version) {
        var whole = new LinkedHashMap<String, Object>();
        PARTS.forEach(part -> add(whole, read(part)));
        map(Objects.requireNonNull(whole.get("info"))).put("version", version);
        return whole;
    }

    private static void add(Map<String, Object> whole, Map<String, Object> part) {
        part.forEach((name, value) -> {
            var known = whole.putIfAbsent(name, value);
            if (known instanceof Map && value instanceof Map) {
                add(map(known), map(value));
            } else if (known != null) {
                throw new IllegalStateException("the API's description has twice: " + name);
            }
        });
    }

    private static Map<String, Object> read(String part) {
        var settings = LoadSettings.builder().setLabel(part).build();
        try (var yaml = resource(part)) {
            return map(new Load(settings).loadFromInputStream(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String part) {
        return Objects.requireNonNull(
                OpenApiDocument.class.getResourceAsStream("/openapi/" + part + ".yaml"), part);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }
}
