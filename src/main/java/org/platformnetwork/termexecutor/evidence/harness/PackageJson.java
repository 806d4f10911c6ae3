package org.platformnetwork.termexecutor.evidence.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The judging parts of a {@code package.json}: the scripts that the task had, hooks around them,
 * and the sections of test runners. Scripts of new names and everything else are the agent's.
 */
final class PackageJson {

    private static final List<String> RUNNER_KEYS =
            List.of(
                    "jest",
                    "mocha",
                    "vitest",
                    "ava",
                    "tap",
                    "babel",
                    "nyc",
                    "c8",
                    "nx",
                    "wireit",
                    "mochawesome",
                    "ts-node",
                    "config");

    /** Bun allows a trailing comma; of a doubled key not every reader takes the same one. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private PackageJson() {}

    static Restoration restore(byte @Nullable [] base, byte[] agents) {
        try {
            var bases = base == null ? JSON.createObjectNode() : object(base);
            var original = object(agents);
            var restored = original.deepCopy();
            for (String key : RUNNER_KEYS) {
                PartialRestore.putBack(restored, bases, key);
            }
            putBackScripts(restored, bases);
            return restored.equals(original)
                    ? new Restoration.Keep()
                    : new Restoration.Content(
                            JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(restored));
        } catch (JacksonException _) {
            return Restoration.whole(base);
        }
    }

    /** What its scripts run; none for what is no such file. */
    static List<String> scripts(String text) {
        try {
            return object(text.getBytes(UTF_8))
                    .path("scripts")
                    .valueStream()
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .toList();
        } catch (JacksonException _) {
            return List.of();
        }
    }

    private static void putBackScripts(ObjectNode restored, ObjectNode bases) {
        if (!(bases.get("scripts") instanceof ObjectNode baseScripts)) {
            return;
        }
        var scripts =
                restored.get("scripts") instanceof ObjectNode present
                        ? present
                        : restored.putObject("scripts");
        baseScripts
                .propertyNames()
                .forEach(name -> {
                    PartialRestore.putBack(scripts, baseScripts, name);
                    for (String hook : List.of("pre" + name, "post" + name)) {
                        PartialRestore.putBack(scripts, baseScripts, hook);
                    }
                });
    }

    private static ObjectNode object(byte[] content) {
        return PartialRestore.object(JSON, content);
    }
}
