package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.harness.ShellCommands;

/** The files of the repository that the judging commands name, as arguments or parts of them. */
final class NamedPlaces {

    private static final int MAX_DEPTH = 3;
    private static final Pattern BETWEEN_PATHS = Pattern.compile("[=:,\\s]+");
    private static final Pattern PYTHON_MODULE = Pattern.compile("\\w+(?:\\.\\w+)+");

    private final RepositoryPaths paths;
    private final Set<String> places = new HashSet<>();
    private Path current = Path.of("");

    private NamedPlaces(RepositoryPaths paths) {
        this.paths = paths;
    }

    /**
     * Reads the commands.
     *
     * @param directory where they run, relative to the repository
     */
    static NamedPlaces in(List<TestScript> scripts, String directory, RepositoryPaths paths)
            throws IOException {
        var named = new NamedPlaces(paths);
        for (var script : scripts) {
            named.current = Path.of(directory);
            named.read(script.text(), 0);
        }
        return named;
    }

    /**
     * The only one that may be meant by a flattened name; null if there is no such place, or
     * several.
     */
    @Nullable String of(String name) {
        if (places.contains(name)) {
            return name;
        }
        var possible =
                places.stream()
                        .filter(place ->
                                place.endsWith("/" + name) || TestPlaces.isFlattened(place, name))
                        .toList();
        return possible.size() == 1 ? possible.getFirst() : null;
    }

    private void read(String script, int depth) {
        for (var words : ShellCommands.of(script)) {
            if (words.size() > 1 && words.getFirst().equals("cd")) {
                var next = resolved(words.get(1));
                current = next == null ? current : next;
                continue;
            }
            for (var word : words) {
                if (depth < MAX_DEPTH && word.contains(" ")) {
                    read(word, depth + 1);
                }
                BETWEEN_PATHS.splitAsStream(word).forEach(this::add);
            }
        }
    }

    private void add(String word) {
        var place = resolved(word);
        if (place != null) {
            places.add(place.toString());
        }
        if (PYTHON_MODULE.matcher(word).matches()) {
            var module = resolved(word.replace('.', '/') + ".py");
            if (module != null) {
                places.add(module.toString());
            }
        }
    }

    /** Relative to the repository; null outside of it. */
    private @Nullable Path resolved(String word) {
        try {
            var inside = paths.inside(Path.of(word));
            if (inside == null) {
                return null;
            }
            var base = Path.of(word).isAbsolute() ? inside : current.resolve(inside);
            var place = base.normalize();
            return place.startsWith("..") ? null : place;
        } catch (InvalidPathException _) {
            return null;
        }
    }
}
