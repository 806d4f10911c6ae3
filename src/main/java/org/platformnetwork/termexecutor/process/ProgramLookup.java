package org.platformnetwork.termexecutor.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Looks a program up as execvp(3) does, so that a missing one is told apart from exit code 127. */
final class ProgramLookup {

    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private ProgramLookup() {}

    /**
     * What execve(2) is to be given once the command's directory is the working directory: absolute
     * unless the command's own words are relative, since a script sees this name. Null when there
     * is no such program.
     */
    static @Nullable String find(Command command) {
        if (command.program().indexOf('/') >= 0) {
            return isProgram(command, command.program()) ? command.program() : null;
        }
        String path = command.environment().getOrDefault("PATH", DEFAULT_PATH);
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(entry -> entry.isEmpty() ? "." : entry)
                .map(entry -> entry + "/" + command.program())
                .filter(candidate -> isProgram(command, candidate))
                .findFirst()
                .orElse(null);
    }

    private static boolean isProgram(Command command, String name) {
        Path candidate = command.directory().resolve(name);
        return Files.isRegularFile(candidate) && Files.isExecutable(candidate);
    }
}
