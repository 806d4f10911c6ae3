package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.List;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** What is written in TOML: Cargo's manifests, Gradle's catalogs, and lock files of packages. */
final class TomlManifests {

    private static final TomlMapper TOML = new TomlMapper();
    private static final List<String> TABLES =
            List.of("dependencies", "dev-dependencies", "build-dependencies");

    private TomlManifests() {}

    static JsonNode read(String text) throws UnreadableFileException {
        try {
            return TOML.readTree(text);
        } catch (JacksonException e) {
            throw new UnreadableFileException(e);
        }
    }

    /** A lock file with a list of packages, those of the project itself apart. */
    static void packages(String text, Ecosystem ecosystem, Declarations into)
            throws UnreadableFileException {
        for (var entry : read(text).path("package")) {
            boolean isOwn =
                    ecosystem == Ecosystem.CARGO
                            ? !entry.has("source")
                            : entry.path("source").has("editable")
                                    || entry.path("source").has("virtual");
            if (!isOwn) {
                into.lock(
                        ecosystem,
                        entry.path("name").asString(""),
                        entry.path("version").asString(""));
            }
        }
    }

    static void cargo(String text, Declarations into) throws UnreadableFileException {
        var root = read(text);
        crates(root, into);
        crates(root.path("workspace"), into);
        root.path("target").forEach(target -> crates(target, into));
    }

    private static void crates(JsonNode owner, Declarations into) {
        for (var table : TABLES) {
            owner.path(table)
                    .forEachEntry((name, value) -> {
                        var version = value.isString() ? value : value.path("version");
                        boolean isElsewhere =
                                value.path("workspace").asBoolean(false) || value.has("path");
                        if (!isElsewhere) {
                            into.require(
                                    Ecosystem.CARGO,
                                    value.path("package").asString(name),
                                    new Requirement(version.asString(""), value.toString()));
                        }
                    });
        }
    }

    /** A version catalog of Gradle. */
    static void catalog(String text, Declarations into) throws UnreadableFileException {
        var root = read(text);
        var versions = root.path("versions");
        for (var library : root.path("libraries")) {
            if (library.isString()) {
                GradleBuild.coordinates(library.asString(), into);
            } else {
                var module =
                        library.path("module")
                                .asString(
                                        library.path("group").asString("")
                                                + ":"
                                                + library.path("name").asString(""));
                into.require(Ecosystem.JVM, module, new Requirement(version(library, versions)));
            }
        }
        for (var plugin : root.path("plugins")) {
            var id = plugin.isString() ? plugin.asString().split(":", 2) : new String[0];
            into.require(
                    Ecosystem.JVM,
                    id.length == 2 ? id[0] : plugin.path("id").asString(""),
                    new Requirement(id.length == 2 ? id[1] : version(plugin, versions)));
        }
    }

    private static String version(JsonNode entry, JsonNode versions) {
        var version = entry.path("version");
        var reference = version.path("ref");
        var value = reference.isString() ? versions.path(reference.asString()) : version;
        return value.isString() ? value.asString() : value.toString();
    }
}
