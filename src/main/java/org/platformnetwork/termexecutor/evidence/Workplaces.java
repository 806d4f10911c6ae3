package org.platformnetwork.termexecutor.evidence;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directories of a repository in which commands work, by what they say. */
public final class Workplaces {

    private static final int MAX = 64;

    /** Options whose values are directories or configuration files, as {@code --prefix=app}. */
    private static final Pattern OPTION =
            Pattern.compile(
                    "(?:-[CcfpP]|--(?:prefix|dir|cwd|directory|rootdir|root|manifest-path|config|file"
                        + "|project|workspace))(?:=(.+))?");

    private final Path repository;
    private final Set<String> found = new HashSet<>();

    /**
     * @param repository where commands expect it
     */
    public Workplaces(Path repository) {
        this.repository = repository;
    }

    /**
     * Reads a command.
     *
     * @param words never none
     * @param directories those it may run in
     */
    public void read(List<String> words, Set<String> directories) {
        for (int i = 1; i < words.size(); i++) {
            var option = OPTION.matcher(words.get(i));
            boolean isNext = words.get(0).matches("cd|pushd");
            var value = isNext ? words.get(i) : option.matches() ? option.group(1) : "";
            if (value == null) {
                value = i + 1 < words.size() ? words.get(i + 1) : "";
            }
            for (var directory : value.isEmpty() ? Set.<String>of() : Set.copyOf(directories)) {
                add(resolve(directory, value));
            }
        }
    }

    private void add(@Nullable String path) {
        if (path != null && found.size() < MAX) {
            // Of a file its directory.
            found.add(path.replaceFirst("(?:^|/)[^/]*\\.[^/.]+$", ""));
        }
    }

    /**
     * Whether commands work in the directory of a file, or in one below or above it other than the
     * repository itself.
     *
     * @param path relative to the repository, with slashes
     */
    public boolean contain(String path) {
        var directory = path.substring(0, Math.max(0, path.lastIndexOf('/'))) + "/";
        return found.stream()
                .filter(place -> !place.isEmpty())
                .map(place -> place + "/")
                .anyMatch(place -> place.startsWith(directory) || directory.startsWith(place));
    }

    /** Relative to the repository; null outside of it, and where only a shell could tell. */
    public @Nullable String resolve(String directory, String name) {
        var plain = name.replaceFirst("^\\$(?:PWD|\\{PWD})(?=/|$)", ".");
        if (plain.contains("$") || plain.startsWith("~")) {
            return null;
        }
        try {
            var path = repository.resolve(directory).resolve(plain).normalize();
            return path.startsWith(repository) ? repository.relativize(path).toString() : null;
        } catch (InvalidPathException _) {
            return null;
        }
    }
}
