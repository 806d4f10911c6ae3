package org.platformnetwork.termexecutor.execution;

import java.nio.file.Path;
import java.util.List;

/**
 * What an agent changed: tracked, new, deleted and binary files of the repository, those of
 * repositories in it as well, but none that the repository's own rules have git ignore unless the
 * agent committed it.
 *
 * @param patch as git writes it; empty when nothing was changed
 * @param paths of the changed files, relative to the repository
 * @param inTheWay what has to go from the prepared tree before the patch applies
 * @param notes on what was left out, a sentence each
 */
record Change(
        Path patch, String text, List<String> paths, List<String> inTheWay, List<String> notes) {

    Change {
        paths = List.copyOf(paths);
        inTheWay = List.copyOf(inTheWay);
        notes = List.copyOf(notes);
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }
}
