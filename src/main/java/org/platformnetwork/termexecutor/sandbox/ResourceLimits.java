package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limits of single processes, set by prlimit(1): what control groups do not know, and in the
 * place of groups where there are none.
 */
final class ResourceLimits {

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+\\S+\\s+(\\d+).*");

    private final LimitSettings settings;
    private final boolean memory;
    private final boolean processes;
    private final long mostOpenFiles;

    /**
     * @param memory whether memory has to be bound here
     * @param processes whether the number of processes has to be bound here
     */
    ResourceLimits(LimitSettings settings, boolean memory, boolean processes) throws IOException {
        this.settings = settings;
        this.memory = memory && settings.memory().toBytes() > 0;
        this.processes = processes && settings.processes() > 0;
        this.mostOpenFiles = ownOpenFiles();
    }

    /** A beginning of a command line. */
    List<String> command() {
        var line = new ArrayList<>(List.of("prlimit", "--core=0"));
        if (settings.openFiles() > 0) {
            line.add("--nofile=" + Math.min(settings.openFiles(), mostOpenFiles));
        }
        if (settings.fileSize().toBytes() > 0) {
            line.add("--fsize=" + settings.fileSize().toBytes());
        }
        if (memory) {
            line.add("--data=" + settings.memory().toBytes());
        }
        if (processes) {
            line.add("--nproc=" + settings.processes());
        }
        line.add("--");
        return line;
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
