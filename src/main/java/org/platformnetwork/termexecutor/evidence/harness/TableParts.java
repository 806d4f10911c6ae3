package org.platformnetwork.termexecutor.evidence.harness;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The judging parts of a file of JSON or TOML, named by their keys; everything else is the agent's.
 * A file that cannot be read, before or after the agent, judges as a whole.
 */
final class TableParts {

    /** Compilers and other programs that allow comments. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(
                            JsonReadFeature.ALLOW_JAVA_COMMENTS,
                            JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build();

    private static final TomlMapper TOML = new TomlMapper();

    static final TableParts PYPROJECT =
            new TableParts(
                    TOML,
                    List.of(
                            "tool/pytest",
                            "tool/coverage",
                            "tool/tox",
                            "tool/nox",
                            "tool/poe",
                            "tool/taskipy",
                            "tool/hatch/envs",
                            "tool/pdm/scripts",
                            "tool/rye/scripts",
                            "tool/pixi/tasks"),
                    (_, _) -> {});

    static final TableParts CARGO =
            new TableParts(
                    TOML,
                    List.of(
                            "test",
                            "bench",
                            "lib/test",
                            "lib/doctest",
                            "lib/harness",
                            "package/autotests",
                            "profile/test",
                            "patch",
                            "replace"),
                    TableParts::putBackTargets);

    static final TableParts TSCONFIG =
            new TableParts(
                    JSON,
                    List.of(
                            "extends",
                            "files",
                            "include",
                            "exclude",
                            "compilerOptions/noCheck",
                            "compilerOptions/checkJs",
                            "ts-node",
                            "compilerOptions/baseUrl",
                            "compilerOptions/rootDirs",
                            "compilerOptions/typeRoots",
                            "compilerOptions/plugins"),
                    TableParts::putBackAliases);

    static final TableParts DENO = new TableParts(JSON, List.of("tasks", "test"), (_, _) -> {});
    static final TableParts COMPOSER =
            new TableParts(JSON, List.of("scripts", "autoload-dev"), (_, _) -> {});

    private final ObjectMapper mapper;
    private final List<String> keys;
    private final BiConsumer<ObjectNode, ObjectNode> rest;

    /**
     * @param keys with slashes between the names of tables
     * @param rest puts back in the first what keys cannot name, as the second has it
     */
    private TableParts(
            ObjectMapper mapper, List<String> keys, BiConsumer<ObjectNode, ObjectNode> rest) {
        this.mapper = mapper;
        this.keys = keys;
        this.rest = rest;
    }

    Restoration restore(byte @Nullable [] base, byte[] agents) {
        try {
            var bases =
                    base == null ? mapper.createObjectNode() : PartialRestore.object(mapper, base);
            var original = PartialRestore.object(mapper, agents);
            var restored = original.deepCopy();
            keys.forEach(key -> putBack(restored, bases, key));
            rest.accept(restored, bases);
            return restored.equals(original)
                    ? new Restoration.Keep()
                    : new Restoration.Content(mapper.writeValueAsBytes(restored));
        } catch (JacksonException _) {
            return Restoration.whole(base);
        }
    }

    private static void putBack(ObjectNode restored, ObjectNode bases, String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            PartialRestore.putBack(restored, bases, key);
            return;
        }
        var table = key.substring(0, slash);
        var in = bases.get(table) instanceof ObjectNode present ? present : bases.objectNode();
        var rest = key.substring(slash + 1);
        if (restored.get(table) instanceof ObjectNode present) {
            putBack(present, in, rest);
        } else if (in.at("/" + rest).isMissingNode()) {
            return;
        } else {
            putBack(restored.putObject(table), in, rest);
        }
    }

    /** Programs of a package may be new; whether their tests run is not for the agent to say. */
    private static void putBackTargets(ObjectNode restored, ObjectNode bases) {
        for (var kind : List.of("bin", "example")) {
            if (restored.get(kind) instanceof ArrayNode targets) {
                for (var target : targets) {
                    boolean isOfBase = bases.path(kind).valueStream().anyMatch(target::equals);
                    if (!isOfBase && target instanceof ObjectNode table) {
                        table.remove(List.of("test", "doctest", "harness"));
                    }
                }
            }
        }
        if (bases.get("dev-dependencies") instanceof ObjectNode present) {
            var all =
                    restored.get("dev-dependencies") instanceof ObjectNode agents
                            ? agents
                            : restored.putObject("dev-dependencies");
            all.setAll(present.deepCopy());
        }
    }

    /** New aliases may be the product's, unless a test framework is imported by their name. */
    private static void putBackAliases(ObjectNode restored, ObjectNode bases) {
        var base = bases.at("/compilerOptions/paths");
        if (restored.at("/compilerOptions/paths") instanceof ObjectNode paths) {
            for (var name : List.copyOf(paths.propertyNames())) {
                if (!base.has(name) && !name.matches("[@~#$]?/.*|[~#$].*|@(?:app|src|lib)/.*")) {
                    paths.remove(name);
                }
            }
            if (base instanceof ObjectNode present) {
                paths.setAll(present.deepCopy());
            }
        } else if (base instanceof ObjectNode present) {
            restored.withObject("/compilerOptions").set("paths", present.deepCopy());
        }
    }
}
