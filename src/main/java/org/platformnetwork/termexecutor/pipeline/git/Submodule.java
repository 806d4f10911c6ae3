package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A repository within a commit's tree. Only path and URL are read from {@code .gitmodules}, by our
 * own hand: git's submodule commands take more from it than hostile content may say.
 *
 * @param path relative to the tree's root, with slashes
 * @param url as written, possibly relative
 * @param commit null when the tree holds no repository at that path
 */
record Submodule(String path, String url, @Nullable String commit) {

    private static final Pattern KEY = Pattern.compile("(?s)(submodule\\..*)\\.(path|url)");
    private static final Pattern HARMLESS_PATH =
            Pattern.compile("(?i)(?!.*(^|/)(\\.{0,2}|\\.git|-[^/]*)(/|$))[\\w. +@/-]{1,500}");
    private static final Pattern LINK = Pattern.compile("160000 commit ([0-9a-f]{40,64})\t.*");

    /**
     * What a commit declares; null when that cannot be read.
     *
     * @param most how many are looked at; one more may be returned, to tell that there are more
     */
    static @Nullable List<Submodule> of(GitCommands git, Path tree, String commit, int most)
            throws StepFailedException {
        var file = commit + ":.gitmodules";
        if (git.run(tree, "ls-tree", commit, "--", ".gitmodules").isEmpty()) {
            return List.of();
        }
        var entries = git.attempt(tree, "config", "--no-includes", "--blob", file, "--list", "-z");
        if (entries == null) {
            return null;
        }
        var paths = new LinkedHashMap<String, String>();
        var urls = new LinkedHashMap<String, String>();
        for (var entry : entries.split("\0", -1)) {
            var parts = entry.split("\n", 2);
            var key = KEY.matcher(parts[0]);
            if (parts.length == 2 && key.matches()) {
                (key.group(2).equals("path") ? paths : urls).put(key.group(1), parts[1]);
            }
        }
        var found = new ArrayList<Submodule>();
        for (var section : paths.sequencedKeySet().stream().limit(most + 1L).toList()) {
            var path = paths.getOrDefault(section, "");
            found.add(
                    new Submodule(
                            path,
                            urls.getOrDefault(section, ""),
                            HARMLESS_PATH.matcher(path).matches()
                                    ? linked(git, tree, commit, path)
                                    : null));
        }
        return found;
    }

    /** Whether its path leads elsewhere, or holds what a note should not show. */
    boolean isOdd() {
        return !HARMLESS_PATH.matcher(path).matches();
    }

    /** How notes name it. */
    String shownPath() {
        return isOdd() ? "with an odd path" : "'" + path + "'";
    }

    /**
     * Where it belongs, an empty directory that git made; null when something else is there. A
     * hostile tree may hold the same name twice, as a link and as a directory.
     */
    @Nullable Path place(Path tree) throws IOException {
        var place = tree.toRealPath().resolve(path);
        if (!Files.isDirectory(place) || !place.toRealPath().equals(place)) {
            return null;
        }
        try (var content = Files.list(place)) {
            return content.findAny().isEmpty() ? place : null;
        }
    }

    private static @Nullable String linked(GitCommands git, Path tree, String commit, String path)
            throws StepFailedException {
        var entry = git.attempt(tree, "ls-tree", "--full-tree", commit, "--", path);
        var link = LINK.matcher(entry == null ? "" : entry.strip());
        return link.matches() ? link.group(1) : null;
    }
}
