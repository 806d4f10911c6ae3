package org.platformnetwork.termexecutor.pipeline.patch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of git's {@code diff-index --raw -z} (git-diff-index(1), "Raw output format").
 *
 * @param baseMode in octal digits as all modes here, zeros for a new file
 * @param baseId of its content, in hexadecimal digits
 * @param mode zeros for a deleted file
 * @param name relative to the repository, a character for each byte
 */
public record ChangedFile(String baseMode, String mode, String baseId, String id, String name) {

    private static final String NO_MODE = "000000";
    private static final int FIELDS = 5;

    /**
     * Reads git's output.
     *
     * @param raw a character for each byte
     */
    static List<ChangedFile> parse(String raw) {
        var files = new ArrayList<ChangedFile>();
        var items = raw.split("\0", -1);
        for (int i = 0; i + 1 < items.length; i += 2) {
            var fields = items[i].substring(1).split(" ", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("no raw output of git");
            }
            files.add(new ChangedFile(fields[0], fields[1], fields[2], fields[3], items[i + 1]));
        }
        return files;
    }

    /** Relative to the repository; what is not UTF-8 shows as U+FFFD. */
    String path() {
        return new String(name.getBytes(ISO_8859_1), UTF_8);
    }

    boolean isNew() {
        return baseMode.equals(NO_MODE);
    }

    boolean isDeleted() {
        return mode.equals(NO_MODE);
    }

    /** Neither a link nor a commit of another repository, below which more can be. */
    boolean isPlain() {
        return isDeleted() || mode.startsWith("100");
    }

    /** Compiled Python is loaded in place of a source that it may not be of. */
    boolean isCompiledPython() {
        return name.endsWith(".pyc") || name.endsWith(".pyo") || name.endsWith(".pyd");
    }

    /** Those that it is in, the outermost first; the repository is not among them. */
    List<String> directories() {
        var path = path();
        var directories = new ArrayList<String>();
        for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
            directories.add(path.substring(0, end));
        }
        return directories;
    }

    /** The line of {@code update-index --index-info} that gives the index what the base has. */
    String undoing() {
        return baseMode + " " + baseId + "\t" + name + "\0";
    }
}
