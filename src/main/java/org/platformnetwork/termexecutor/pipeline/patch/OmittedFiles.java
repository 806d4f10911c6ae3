package org.platformnetwork.termexecutor.pipeline.patch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What an agent left behind in the tree and its change does not have, for the task's notes. */
final class OmittedFiles {

    private static final int MAX_NAMED = 20;
    private static final String REFUSAL = "error: ";

    private final List<String> environments;
    private final List<String> refusals;
    private final SortedSet<String> repositories;

    /**
     * @param environments paths, each ended by NUL
     * @param errors what git printed about files that it cannot take
     * @param clones paths of repositories, each ended by NUL
     */
    OmittedFiles(String environments, String errors, String clones) {
        this.repositories = new TreeSet<>(items(clones));
        this.environments = new ArrayList<>(items(environments));
        this.refusals =
                errors.lines()
                        .filter(line -> line.startsWith(REFUSAL))
                        .map(line -> line.substring(REFUSAL.length()))
                        .distinct()
                        .toList();
    }

    /** Adds a compiled file. */
    void add(String path) {
        environments.add(path);
    }

    /**
     * Adds every repository in the tree that is new as a whole.
     *
     * @param nested paths of all, each ended by NUL
     * @return the files of those that were added
     */
    List<ChangedFile> repositories(String nested, List<ChangedFile> files) {
        var isNew = new HashMap<String, Boolean>();
        var all = new HashSet<String>();
        items(nested).forEach(path -> all.add(path.replaceFirst("^\\./", "")));
        for (var file : files) {
            file.directories().stream()
                    .filter(all::contains)
                    .forEach(path -> isNew.merge(path, file.isNew(), Boolean::logicalAnd));
        }
        isNew.values().removeIf(whole -> !whole);
        repositories.addAll(isNew.keySet());
        return files.stream()
                .filter(file -> file.directories().stream().anyMatch(isNew::containsKey))
                .toList();
    }

    /** A sentence for each reason. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        note(notes, "as environments, caches, worktrees and compiled files are", environments);
        note(notes, "which is too large with repositories in the tree", List.copyOf(repositories));
        note(notes, "since git refuses it", refusals);
        return notes;
    }

    private static void note(List<String> notes, String reason, List<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        var named = String.join(", ", paths.subList(0, Math.min(MAX_NAMED, paths.size())));
        int more = paths.size() - MAX_NAMED;
        notes.add(
                "Left out of the change, %s: %s."
                        .formatted(
                                reason, more > 0 ? named + " and %d more".formatted(more) : named));
    }

    private static List<String> items(String list) {
        return Arrays.stream(list.split("\0")).filter(item -> !item.isEmpty()).toList();
    }
}
