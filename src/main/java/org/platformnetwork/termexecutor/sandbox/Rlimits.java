package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limits of single processes: what cgroups do not know, and in the place of groups where there
 * are none.
 */
final class Rlimits {

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+\\S+\\s+(\\d+).*");

    /**
     * Where memory runs out that the service shares with its tasks, a container's for one, the
     * kernel ends a task's process before the service's, which may well be the largest. A command
     * that means harm can take it back.
     */
    private static final String FIRST_TO_END =
            "{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null\n";

    private static final int BLOCK = 512;
    private static final int KILOBYTE = 1024;

    private final LimitSettings settings;
    private final boolean memory;
    private final boolean processes;
    private final long mostOpenFiles;

    /**
     * @param memory whether memory must be bound here
     * @param processes whether the number of processes must be bound here
     */
    Rlimits(LimitSettings settings, boolean memory, boolean processes) throws IOException {
        this.settings = settings;
        this.memory = memory && settings.memory().toBytes() > 0;
        this.processes = processes && settings.processes() > 0;
        this.mostOpenFiles = ownOpenFiles();
    }

    /** Lines of a shell that set, in POSIX's units, what may be set as any user. */
    String inShell() {
        var lines = new StringBuilder(FIRST_TO_END).append("ulimit -c 0\n");
        if (settings.openFiles() > 0) {
            set(lines, "-n", Math.min(settings.openFiles(), mostOpenFiles));
        }
        if (settings.fileSize().toBytes() > 0) {
            set(lines, "-f", Math.ceilDiv(settings.fileSize().toBytes(), BLOCK));
        }
        if (memory) {
            set(lines, "-d", Math.ceilDiv(settings.memory().toBytes(), KILOBYTE));
        }
        return lines.toString();
    }

    private static void set(StringBuilder lines, String what, long value) {
        lines.append("ulimit %s %d || exit 125\n".formatted(what, value));
    }

    /**
     * How many processes the command's user may have; 0 for no limit of this kind. The kernel
     * counts a user's processes, so that their number must be set as the user, in its own user
     * namespace.
     */
    int processesOfUser() {
        return processes ? settings.processes() : 0;
    }

    private static long ownOpenFiles() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.map(OPEN_FILES::matcher)
                    .filter(line -> line.matches())
                    .mapToLong(line -> Long.parseLong(line.group(1)))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }
    }
}
