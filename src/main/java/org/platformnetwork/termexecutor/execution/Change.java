package org.platformnetwork.termexecutor.execution;

import java.nio.file.Path;
import java.util.List;

/**
 * What an agent changed: tracked, new, deleted and binary files of the repository, but none that
 * the repository's own rules have git ignore.
 *
 * @param patch as git writes it; empty when nothing was changed
 * @param paths of the changed files, relative to the repository
 */
record Change(Path patch, String text, List<String> paths) {

    Change {
        paths = List.copyOf(paths);
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }
}
