package org.platformnetwork.termexecutor.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The judging parts of a {@code pyproject.toml}: the tables below {@code tool} that pytest,
 * coverage and tox read. They are found by meaning, since one table has many spellings.
 */
final class Pyproject {

    private static final List<String> TOOLS = List.of("pytest", "coverage", "tox");
    private static final TomlMapper TOML = new TomlMapper();

    private Pyproject() {}

    static Restoration restore(byte @Nullable [] base, byte[] agents) {
        try {
            var bases = base == null ? TOML.createObjectNode() : MixedFile.object(TOML, base);
            var original = MixedFile.object(TOML, agents);
            var restored = original.deepCopy();
            putBackTools(restored, bases);
            return restored.equals(original)
                    ? new Restoration.Untouched()
                    : new Restoration.Content(TOML.writeValueAsBytes(restored));
        } catch (JacksonException _) {
            return Restoration.whole(base);
        }
    }

    private static void putBackTools(ObjectNode restored, ObjectNode bases) {
        var baseTools =
                bases.get("tool") instanceof ObjectNode present ? present : TOML.createObjectNode();
        var tools = restored.get("tool") instanceof ObjectNode present ? present : null;
        if (tools == null && TOOLS.stream().anyMatch(baseTools::has)) {
            tools = restored.putObject("tool");
        }
        if (tools != null) {
            for (String tool : TOOLS) {
                MixedFile.putBack(tools, baseTools, tool);
            }
        }
    }
}
