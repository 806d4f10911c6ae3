package org.platformnetwork.termexecutor.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a killed service could have left on the machine. */
record Remains(Path workspaces, Marks marks) {

    /** Processes of agents that earlier lives started. */
    List<String> processes(int life) throws IOException {
        var found = new ArrayList<String>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (var process : processes.filter(path -> isNumber(path)).toList()) {
                var line = commandLine(process);
                if (line.contains(marks.file().toString())
                        && line.contains("life-")
                        && !line.contains("life-" + life + " ")) {
                    found.add(line);
                }
            }
        }
        return found;
    }

    private static boolean isNumber(Path path) {
        return path.getFileName().toString().matches("[0-9]+");
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** The names of the directories of batches. */
    List<String> batches() throws IOException {
        return names(workspaces.resolve("batches"));
    }

    /** The names of what lies in a directory. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
