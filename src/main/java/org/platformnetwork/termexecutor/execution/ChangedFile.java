package org.platformnetwork.termexecutor.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of git's {@code diff-index --raw -z} (git-diff-index(1), "Raw output format").
 *
 * @param baseMode in octal digits as all modes here, zeros for a new file
 * @param baseId of its content, in hexadecimal digits
 * @param mode zeros for a deleted file
 * @param path relative to the repository
 */
record ChangedFile(String baseMode, String mode, String baseId, String id, String path) {

    private static final String NO_MODE = "000000";
    private static final int FIELDS = 5;

    static List<ChangedFile> parse(String raw) {
        var files = new ArrayList<ChangedFile>();
        var items = raw.split("\0");
        for (int i = 0; i + 1 < items.length; i += 2) {
            var fields = items[i].substring(1).split(" ");
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("no raw output of git");
            }
            files.add(new ChangedFile(fields[0], fields[1], fields[2], fields[3], items[i + 1]));
        }
        return files;
    }

    boolean isNew() {
        return baseMode.equals(NO_MODE);
    }

    boolean isDeleted() {
        return mode.equals(NO_MODE);
    }

    /** Compiled Python is loaded in place of a source that it may not be of. */
    boolean isCompiledPython() {
        return path.matches("(?s).*\\.py[cod]");
    }

    /** The line of {@code update-index --index-info} that gives the index what the base has. */
    String undoing() {
        return baseMode + " " + baseId + "\t" + path + "\0";
    }
}
