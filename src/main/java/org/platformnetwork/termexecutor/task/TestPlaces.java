package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TestFile.Declared;
import org.platformnetwork.termexecutor.task.TestFile.Stored;

/**
 * Gives each file below {@code tests/} its place in the repository. Publishers flatten paths to
 * their base names, the second of one base name to {@code 1_NAME}, or to the whole path with
 * underscores for slashes, in dialect C with {@code .py} behind it.
 */
final class TestPlaces {

    /** They judge, whatever else names them. */
    private static final Pattern JUDGE = Pattern.compile("(?:fail|pass)_to_pass_\\d+\\.sh");

    private final NavigableMap<String, Path> remaining;
    private final List<TestFile> placed = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    /**
     * @param stored the files by their names below {@code tests/}
     */
    TestPlaces(NavigableMap<String, Path> stored) {
        this.remaining = new TreeMap<>(stored);
    }

    /** Places the files of which the task itself says where they belong. */
    void declare(List<DeclaredFile> declared, WorkspaceYaml yaml)
            throws InvalidTaskException, IOException {
        var seen = new HashMap<String, Integer>();
        for (var file : declared) {
            int before = seen.merge(baseName(file.path()), 1, Integer::sum) - 1;
            var stored = stored(file, before);
            if (stored != null) {
                put(new Stored(file.path(), take(stored)));
            } else if (file.content() != null) {
                put(new Declared(file.path(), file.content()));
            } else if (!JUDGE.matcher(baseName(file.path())).matches()) {
                throw yaml.problem(
                        "meta.test_files names %s, for which there is no content."
                                .formatted(file.path()));
            }
        }
    }

    /** The names of the scripts, in their order; from now on they are no test sources. */
    List<String> takeScripts() {
        var scripts = remaining.keySet().stream().filter(name -> name.endsWith(".sh")).toList();
        scripts.forEach(remaining::remove);
        return scripts;
    }

    /** Places what is left where a command names it, else at the same path of the repository. */
    void placeRest(NamedPlaces named) throws InvalidTaskException {
        for (var name : List.copyOf(remaining.keySet())) {
            var place = named.of(name);
            var path = place == null || taken.contains(place) ? name : place;
            put(new Stored(TaskFiles.checkedRepositoryPath(path), take(name)));
        }
    }

    List<TestFile> files() {
        return placed.stream().sorted(Comparator.comparing(TestFile::path)).toList();
    }

    /** Whether a path may have been flattened to this name. */
    static boolean isFlattened(String path, String name) {
        var flat = path.replace('/', '_');
        return name.equals(baseName(path)) || name.equals(flat) || name.equals(flat + ".py");
    }

    private void put(TestFile file) {
        placed.add(file);
        taken.add(file.path());
    }

    private Path take(String name) {
        var file = remaining.remove(name);
        if (file == null) {
            throw new IllegalArgumentException("no such test file is left");
        }
        return file;
    }

    /**
     * The name of the stored file that is meant; one in a sub-directory by its base name only when
     * no other has it.
     *
     * @param before how many files of the same base name were declared before
     */
    private @Nullable String stored(DeclaredFile file, int before) throws IOException {
        var path = file.path();
        var numbered = before == 0 ? baseName(path) : before + "_" + baseName(path);
        var candidates =
                remaining.keySet().stream().filter(name -> !JUDGE.matcher(name).matches()).toList();
        for (var name : List.of(path, numbered)) {
            if (candidates.contains(name)) {
                return name;
            }
        }
        var flattened =
                candidates.stream()
                        .filter(name -> !name.equals(baseName(path)) && isFlattened(path, name))
                        .findFirst();
        if (flattened.isPresent()) {
            return flattened.get();
        }
        var deeper = candidates.stream().filter(name -> name.endsWith("/" + numbered)).toList();
        if (deeper.size() == 1) {
            return deeper.getFirst();
        }
        for (var name : candidates) {
            if (file.content() != null && holds(remaining.get(name), file.content())) {
                return name;
            }
        }
        return null;
    }

    /** But for blanks at the end, which some publishers cut off. */
    private static boolean holds(@Nullable Path stored, String content) throws IOException {
        if (stored == null || Files.size(stored) > TaskFiles.MAX_TEXT_BYTES) {
            return false;
        }
        var text = new String(Files.readAllBytes(stored), StandardCharsets.UTF_8);
        return text.stripTrailing().equals(content.stripTrailing());
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
