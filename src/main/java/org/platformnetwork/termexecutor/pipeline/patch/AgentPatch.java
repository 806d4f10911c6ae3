package org.platformnetwork.termexecutor.pipeline.patch;

import java.nio.file.Path;
import java.util.List;

/**
 * What an agent changed: tracked, new, deleted and binary files of the repository, those of
 * repositories in it as well, but none that the repository's own rules have git ignore unless the
 * agent committed it.
 *
 * @param patch as git writes it; empty when nothing was changed
 * @param files each that was changed
 * @param conflicting what has to go from the prepared tree before the patch applies
 * @param notes on what was left out, a sentence each
 */
public record AgentPatch(
        Path patch,
        String text,
        List<ChangedFile> files,
        List<String> conflicting,
        List<String> notes) {

    public AgentPatch {
        files = List.copyOf(files);
        conflicting = List.copyOf(conflicting);
        notes = List.copyOf(notes);
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    /** Of the changed files, relative to the repository. */
    public List<String> paths() {
        return files.stream().map(ChangedFile::path).toList();
    }
}
