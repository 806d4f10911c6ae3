package org.platformnetwork.termexecutor.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Looks a program up as execvp(3) will, so that a missing one is told apart from exit code 127. */
final class ProgramLookup {

    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private ProgramLookup() {}

    static boolean finds(Command command) {
        if (command.program().indexOf('/') >= 0) {
            return isProgram(command.directory().resolve(command.program()));
        }
        String path = command.environment().getOrDefault("PATH", DEFAULT_PATH);
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(entry -> command.directory().resolve(entry).resolve(command.program()))
                .anyMatch(ProgramLookup::isProgram);
    }

    private static boolean isProgram(Path candidate) {
        return Files.isRegularFile(candidate) && Files.isExecutable(candidate);
    }
}
