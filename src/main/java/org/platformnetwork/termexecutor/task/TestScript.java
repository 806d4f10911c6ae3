package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One thing that must exit 0 for a task to pass. */
public sealed interface TestScript {

    /** How the script is called in results, for example {@code fail_to_pass_1.sh}. */
    String name();

    /** What the shell reads; what is not UTF-8 shows as U+FFFD. */
    String text() throws IOException;

    /** A shell script of the archive. */
    record ScriptFile(String name, Path file) implements TestScript {

        /** The script as it runs: without a byte-order mark, its lines ended by LF. */
        public byte[] bytes() throws IOException {
            return TaskFiles.withoutMarks(Files.readAllBytes(file));
        }

        /** What {@link #bytes} lacks of the file; empty when it is the whole of it. */
        public List<String> removed() throws IOException {
            return TaskFiles.marks(Files.readAllBytes(file));
        }

        @Override
        public String text() throws IOException {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        /** Whether Bash runs it; else a program that its first line names. */
        boolean isBash() throws IOException {
            return Interpreter.isBash(Interpreter.of(text()));
        }

        /** The command line that runs a copy of {@link #bytes} at the given path. */
        public List<String> commandLine(String path) throws IOException {
            var line = new ArrayList<>(Interpreter.of(text()));
            line.add(path);
            return line;
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
