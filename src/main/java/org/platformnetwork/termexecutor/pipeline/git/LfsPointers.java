package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Finds files whose content lies on a Git LFS server, of which git itself brings only a pointer.
 *
 * @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md">the pointer's format</a>
 */
final class LfsPointers {

    private static final String BEGINNING = "version https://git-lfs.github.com/spec/";
    private static final int LARGEST = 1024;

    private LfsPointers() {}

    /** How many pointers are among the files that the tree's own attributes give to LFS. */
    static int count(GitCommands git, Path tree) throws StepFailedException, IOException {
        var listed = git.attempt(tree, "ls-files", "-z", "--", ":(attr:filter=lfs)");
        if (listed == null || listed.isEmpty()) {
            return 0;
        }
        int count = 0;
        for (var name : listed.split("\0", -1)) {
            if (isPointer(tree.resolve(name))) {
                count++;
            }
        }
        return count;
    }

    private static boolean isPointer(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) <= LARGEST
                && Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(BEGINNING);
    }
}
