package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.List;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The places where Python projects name what they need, mostly in the words of PEP 508. */
final class PythonManifests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern REQUIREMENT =
            Pattern.compile(
                    "([A-Za-z0-9][A-Za-z0-9._-]*+)\\s*+(?:\\[[^\\]]*+\\])?+\\s*+\\(?+([^;@()]*+)\\)?+\\s*+(?:[;@].*)?");

    private static final Pattern LIST_IN_CODE =
            Pattern.compile(
                    "(?:install|setup|tests|extras)_requires?\\w{0,40}+\\s*+=\\s*+([\\[{(])");

    private static final Pattern STRING =
            Pattern.compile("(?:\"([^\"\\n]*)\"|'([^'\\n]*)')(\\s*:)?");

    private final Declarations into;

    PythonManifests(Declarations into) {
        this.into = into;
    }

    void requirements(String text) {
        for (var line : text.replace("\\\n", " ").lines().toList()) {
            var plain = line.replaceFirst("(?:^|\\s)#.*", "").replaceFirst("\\s--.*", "").strip();
            if (!plain.isEmpty() && !plain.startsWith("-")) {
                add(plain);
            }
        }
    }

    private void add(String requirement) {
        var found = REQUIREMENT.matcher(requirement.strip());
        if (found.matches()) {
            into.require(
                    Ecosystem.PYTHON,
                    found.group(1),
                    new Requirement(found.group(2).strip(), requirement.replaceAll("\\s+", "")));
        }
    }

    private void addAll(JsonNode list) {
        list.forEach(requirement -> add(requirement.asString("")));
    }

    void pyproject(String text) throws UnreadableFileException {
        var root = TomlManifests.read(text);
        addAll(root.at("/project/dependencies"));
        addAll(root.at("/build-system/requires"));
        root.at("/project/optional-dependencies").forEach(this::addAll);
        root.path("dependency-groups").forEach(this::addAll);
        var tool = root.path("tool");
        addAll(tool.at("/uv/dev-dependencies"));
        tool.at("/pdm/dev-dependencies").forEach(this::addAll);
        for (var environment : tool.at("/hatch/envs")) {
            addAll(environment.path("dependencies"));
            addAll(environment.path("extra-dependencies"));
        }
        addTable(tool.at("/poetry/dependencies"));
        addTable(tool.at("/poetry/dev-dependencies"));
        tool.at("/poetry/group").forEach(group -> addTable(group.path("dependencies")));
    }

    void pipfile(String text) throws UnreadableFileException {
        var root = TomlManifests.read(text);
        addTable(root.path("packages"));
        addTable(root.path("dev-packages"));
    }

    /** A name and its version, or a table with it; a version alone is at least a minor one. */
    private void addTable(JsonNode table) {
        table.forEachEntry((name, value) -> {
            var version = value.isString() ? value : value.path("version");
            if (!name.equals("python")) {
                into.require(
                        Ecosystem.PYTHON,
                        name,
                        new Requirement(version.asString("*"), value.toString()));
            }
        });
    }

    void pipfileLock(String text) throws UnreadableFileException {
        try {
            var root = JSON.readTree(text);
            for (var section : List.of("default", "develop")) {
                root.path(section)
                        .forEachEntry((name, value) -> {
                            var version = value.path("version").asString("");
                            into.lock(Ecosystem.PYTHON, name, version.replaceFirst("^==", ""));
                        });
            }
        } catch (JacksonException e) {
            throw new UnreadableFileException(e);
        }
    }

    void setupCfg(String text) {
        String section = "";
        String key = "";
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            var value = line;
            if (line.startsWith("[")) {
                section = line.strip();
                key = "";
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                int end = line.indexOf('=');
                key = end < 0 ? "" : line.substring(0, end).strip();
                value = line.substring(end + 1);
            }
            boolean isList =
                    section.equals("[options.extras_require]")
                            || (section.equals("[options]") && key.matches("\\w+_requires?"));
            if (isList && !value.isBlank()) {
                add(value);
            }
        }
    }

    /** Code is not run: only lists that are written out are seen. */
    void setupPy(String text) {
        var list = LIST_IN_CODE.matcher(text);
        for (int end = 0; list.find(end); ) {
            int depth = 1;
            end = list.end();
            while (end < text.length() && depth > 0) {
                char c = text.charAt(end);
                depth += "[{(".indexOf(c) >= 0 ? 1 : "]})".indexOf(c) >= 0 ? -1 : 0;
                end++;
            }
            var string = STRING.matcher(text.substring(list.end(), end));
            while (string.find()) {
                boolean isKey = string.group(3) != null;
                if (!isKey) {
                    add(string.group(1) == null ? string.group(2) : string.group(1));
                }
            }
        }
    }
}
