package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** One thing that must exit 0 for a task to pass. */
public sealed interface TestScript {

    /** How the script is called in results, for example {@code fail_to_pass_1.sh}. */
    String name();

    /** What the shell reads; what is not UTF-8 shows as U+FFFD. */
    String text() throws IOException;

    /** A shell script of the archive. */
    record ScriptFile(String name, Path file) implements TestScript {
        @Override
        public String text() throws IOException {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        }
    }

    /** A shell command line of {@code checks.txt} or of the YAML. */
    record CommandLine(String name, String command) implements TestScript {
        @Override
        public String text() {
            return command;
        }
    }
}
