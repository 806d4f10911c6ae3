package org.platformnetwork.termexecutor.task;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the directories that a task names into places of its working tree, wherever that will lie.
 *
 * @param repoPath where the task's commands expect the working tree: absolute and normalised
 */
record RepositoryPaths(String repoPath) {

    static final String DEFAULT = "/repo";

    static RepositoryPaths read(WorkspaceYaml yaml) throws InvalidTaskException {
        var path = yaml.text("repo", "path");
        var named = path == null ? yaml.text("environment", "repo_path") : path;
        if (named == null) {
            return new RepositoryPaths(DEFAULT);
        }
        var key = path == null ? "environment.repo_path" : "repo.path";
        var asNamed = path(yaml, key, named);
        var place = asNamed.normalize();
        if (!place.isAbsolute() || place.getNameCount() == 0 || hasName(asNamed, ".."::equals)) {
            throw yaml.problem(key + " must be an absolute path below / without '..'.");
        }
        return new RepositoryPaths(place.toString());
    }

    /**
     * A working directory relative to the repository; empty for the repository itself, which is
     * also meant when none is named.
     *
     * @throws InvalidTaskException when it lies outside of the repository or in its .git
     */
    String workingDirectory(WorkspaceYaml yaml, String... key) throws InvalidTaskException {
        var named = yaml.text(key);
        if (named == null) {
            return "";
        }
        var name = String.join(".", key);
        var inside = inside(path(yaml, name, named).normalize());
        if (inside == null || inside.startsWith("..") || hasName(inside, TaskFiles::isOddName)) {
            throw yaml.problem(name + " is not a directory of the repository.");
        }
        return inside.toString();
    }

    /** Relative to the repository, as a relative path is; null for an absolute one elsewhere. */
    @Nullable Path inside(Path directory) {
        if (!directory.isAbsolute()) {
            return directory;
        }
        for (var root : new String[] {repoPath, DEFAULT}) {
            if (directory.startsWith(root)) {
                return Path.of(root).relativize(directory);
            }
        }
        return null;
    }

    private static Path path(WorkspaceYaml yaml, String key, String named)
            throws InvalidTaskException {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            throw yaml.problem(key + " is not a path.");
        }
    }

    private static boolean hasName(Path path, Predicate<String> wanted) {
        for (var name : path) {
            if (wanted.test(name.toString())) {
                return true;
            }
        }
        return false;
    }
}
