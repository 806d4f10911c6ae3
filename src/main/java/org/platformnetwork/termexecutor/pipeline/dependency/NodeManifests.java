package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.List;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code package.json}, and the lock files of npm, Yarn and pnpm. */
final class NodeManifests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> TABLES =
            List.of(
                    "dependencies",
                    "devDependencies",
                    "optionalDependencies",
                    "peerDependencies",
                    "resolutions",
                    "overrides");

    private static final Pattern YARN_ENTRY = Pattern.compile("\"?((?:@[^@/]+/)?[^@\"/]+)@[^:].*:");
    private static final Pattern YARN_VERSION = Pattern.compile("  version:? \"?([^\"]+)\"?");
    private static final Pattern PNPM_ENTRY =
            Pattern.compile("  '?/?((?:@[^@/']+/)?[^@/'(]+)[@/](\\d[^:('_]*)");

    private final Declarations into;

    NodeManifests(Declarations into) {
        this.into = into;
    }

    private static JsonNode tree(String text) throws UnreadableFileException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new UnreadableFileException(e);
        }
    }

    void packageJson(String text) throws UnreadableFileException {
        var root = tree(text);
        for (var table : TABLES) {
            root.path(table)
                    .forEachEntry((name, range) -> {
                        if (range.isString()) {
                            require(name, range.asString());
                        }
                    });
        }
        // Corepack brings what this names.
        if (root.path("packageManager").isString()) {
            require("packageManager", root.path("packageManager").asString());
        }
    }

    private void require(String name, String range) {
        into.require(Ecosystem.NPM, name, new Requirement(range));
    }

    void packageLock(String text) throws UnreadableFileException {
        var root = tree(text);
        root.path("packages")
                .forEachEntry((path, entry) -> {
                    int start = path.lastIndexOf("node_modules/");
                    if (start >= 0) {
                        lock(path.substring(start + "node_modules/".length()), entry);
                    }
                });
        nested(root.path("dependencies"));
    }

    private void nested(JsonNode dependencies) {
        dependencies.forEachEntry((name, entry) -> {
            lock(name, entry);
            nested(entry.path("dependencies"));
        });
    }

    private void lock(String name, JsonNode entry) {
        if (entry.path("version").isString()) {
            into.lock(Ecosystem.NPM, name, entry.path("version").asString());
        }
    }

    void yarnLock(String text) {
        String name = "";
        for (var line : text.lines().toList()) {
            var entry = YARN_ENTRY.matcher(line);
            if (entry.matches()) {
                name = entry.group(1);
            }
            var version = YARN_VERSION.matcher(line);
            if (version.matches() && !version.group(1).startsWith("0.0.0-use.local")) {
                into.lock(Ecosystem.NPM, name, version.group(1));
            }
        }
    }

    void pnpmLock(String text) {
        boolean inside = false;
        for (var line : text.lines().toList()) {
            if (!line.isEmpty() && line.charAt(0) != ' ') {
                inside = line.startsWith("packages:");
            }
            var entry = PNPM_ENTRY.matcher(line);
            if (inside && entry.lookingAt()) {
                into.lock(Ecosystem.NPM, entry.group(1), entry.group(2));
            }
        }
    }
}
