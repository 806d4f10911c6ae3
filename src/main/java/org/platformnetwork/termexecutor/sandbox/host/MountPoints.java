package org.platformnetwork.termexecutor.sandbox.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mount points that this service sees, from {@code /proc/self/mountinfo}. */
public final class MountPoints {

    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;

    private MountPoints() {}

    /**
     * Those at a path or below it, the last mounted first; text, since a name need not be one that
     * {@link Path} takes.
     */
    static List<String> in(Path tree) throws IOException {
        var below = tree + "/";
        return new String(Files.readAllBytes(TABLE), UTF_8)
                .lines()
                .map(line -> unescape(line.split(" ", -1)[POINT]))
                .filter(point -> point.startsWith(below) || point.equals(tree.toString()))
                .toList()
                .reversed();
    }

    /** Decodes a field of proc_pid_mountinfo(5). */
    public static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
