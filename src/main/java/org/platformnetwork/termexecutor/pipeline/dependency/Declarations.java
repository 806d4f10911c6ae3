package org.platformnetwork.termexecutor.pipeline.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;

/** What a set of manifests and lock files says. */
public final class Declarations {

    private final Map<Dependency, Set<Requirement>> required = new HashMap<>();
    private final Map<Dependency, Set<String>> locked = new HashMap<>();

    private Declarations() {}

    /**
     * Reads files; one that is no manifest says nothing, and one that cannot be read is a
     * dependency of its own path, equal to nothing but the same text.
     *
     * @param files contents by path
     */
    public static Declarations of(Map<String, byte[]> files) {
        var all = new Declarations();
        for (var file : new TreeMap<>(files).entrySet()) {
            var text = new String(file.getValue(), UTF_8);
            var some = new Declarations();
            try {
                some.read(file.getKey(), text);
            } catch (UnreadableFileException _) {
                some = new Declarations();
                some.require(Ecosystem.JVM, file.getKey(), new Requirement("", text));
            }
            some.required.forEach((name, more) ->
                    all.required.computeIfAbsent(name, _ -> new HashSet<>()).addAll(more));
            some.locked.forEach((name, more) ->
                    all.locked.computeIfAbsent(name, _ -> new HashSet<>()).addAll(more));
        }
        return all;
    }

    private void read(String path, String text) throws UnreadableFileException {
        var name = path.substring(path.lastIndexOf('/') + 1);
        switch (name) {
            case "pyproject.toml" -> new PythonManifests(this).pyproject(text);
            case "setup.cfg" -> new PythonManifests(this).setupCfg(text);
            case "setup.py" -> new PythonManifests(this).setupPy(text);
            case "Pipfile" -> new PythonManifests(this).pipfile(text);
            case "Pipfile.lock" -> new PythonManifests(this).pipfileLock(text);
            case "poetry.lock", "uv.lock", "pdm.lock" ->
                    TomlManifests.packages(text, Ecosystem.PYTHON, this);
            case "package.json" -> new NodeManifests(this).packageJson(text);
            case "package-lock.json", "npm-shrinkwrap.json" ->
                    new NodeManifests(this).packageLock(text);
            case "yarn.lock" -> new NodeManifests(this).yarnLock(text);
            case "pnpm-lock.yaml" -> new NodeManifests(this).pnpmLock(text);
            case "go.mod" -> GoModules.read(text, this);
            case "Cargo.toml" -> TomlManifests.cargo(text, this);
            case "Cargo.lock" -> TomlManifests.packages(text, Ecosystem.CARGO, this);
            case "pom.xml", "extensions.xml" -> MavenProject.read(text, this);
            case "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts" ->
                    GradleBuild.script(text, this);
            case "gradle.properties", "gradle-wrapper.properties" ->
                    GradleBuild.properties(text, this);
            default -> {
                if (name.endsWith(".versions.toml")) {
                    TomlManifests.catalog(text, this);
                } else if (name.endsWith(".lockfile")) {
                    GradleBuild.lock(text, this);
                } else if (name.endsWith(".txt") || name.endsWith(".in")) {
                    new PythonManifests(this).requirements(text);
                }
            }
        }
    }

    void require(Ecosystem ecosystem, String name, Requirement requirement) {
        required.computeIfAbsent(new Dependency(ecosystem, name), _ -> new HashSet<>())
                .add(requirement);
    }

    void lock(Ecosystem ecosystem, String name, String version) {
        locked.computeIfAbsent(new Dependency(ecosystem, name), _ -> new HashSet<>()).add(version);
    }

    /**
     * What these ask for in another way than those before did. Where every manifest asks for the
     * same, what the lock files hold in another version.
     */
    public Set<Dependency> changedSince(Declarations before) {
        var changed = different(required, before.required);
        return changed.isEmpty() ? different(locked, before.locked) : changed;
    }

    private static <T> Set<Dependency> different(
            Map<Dependency, Set<T>> now, Map<Dependency, Set<T>> before) {
        var changed = new LinkedHashSet<Dependency>();
        now.forEach((name, values) -> {
            if (!before.getOrDefault(name, Set.of()).containsAll(values)) {
                changed.add(name);
            }
        });
        return changed;
    }

    /** Whether a manifest or a lock file has it, in whatever version. */
    public boolean name(Dependency dependency) {
        return required.containsKey(dependency) || locked.containsKey(dependency);
    }

    /**
     * The versions that lock files hold, else, where a build takes what manifests name, the named.
     */
    public Set<String> versions(Dependency dependency) {
        var pinned = locked.getOrDefault(dependency, Set.of());
        boolean isNamed =
                dependency.ecosystem() == Ecosystem.JVM || dependency.ecosystem() == Ecosystem.GO;
        if (!pinned.isEmpty() || !isNamed) {
            return Set.copyOf(pinned);
        }
        var named = new HashSet<String>();
        required.getOrDefault(dependency, Set.of()).forEach(asked -> named.add(asked.range()));
        return named;
    }

    /**
     * Whether these would take what others brought: they ask for the same, or in a range that holds
     * every installed version, or their lock files hold these versions.
     *
     * @param others ask for the dependency
     * @param installed versions of it; empty when they are not known
     */
    public boolean admit(Dependency dependency, Declarations others, Set<String> installed) {
        var own = required.getOrDefault(dependency, Set.of());
        var theirs = others.required.getOrDefault(dependency, Set.of());
        if (!theirs.isEmpty() && own.containsAll(theirs)) {
            return true;
        }
        if (installed.isEmpty()) {
            return false;
        }
        boolean inRange =
                own.stream()
                        .anyMatch(
                                asked -> admits(dependency.ecosystem(), asked.range(), installed));
        return inRange || locked.getOrDefault(dependency, Set.of()).containsAll(installed);
    }

    private static boolean admits(Ecosystem ecosystem, String range, Set<String> versions) {
        return versions.stream().allMatch(version -> ecosystem.admits(range, version));
    }
}
