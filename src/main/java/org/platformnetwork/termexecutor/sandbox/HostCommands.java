package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;

/**
 * The service's own work on trees that tasks made: coreutils follow no links and keep every bit.
 */
final class HostCommands {

    static final String PATH =
            Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ProcessRunner runner;

    HostCommands(ProcessRunner runner) {
        this.runner = runner;
    }

    /** Copies the content of a directory, sharing blocks where the file system can. */
    void copy(Path source, Path target) throws IOException {
        require("cp", "-a", "--reflink=auto", "-T", "--", source.toString(), target.toString());
    }

    /** For trees of the task's making, whatever they hold. */
    void changeOwner(Path tree, int uid) throws IOException {
        require("chown", "-R", "-h", "-P", uid + ":" + uid, "--", tree.toString());
    }

    /** As {@link Skeleton}: those that everybody may list. */
    void changeOwnerOfDirectories(Path tree, int uid) throws IOException {
        require(
                "find",
                tree.toString(),
                "-type",
                "d",
                "-perm",
                "-005",
                "-exec",
                "chown",
                uid + ":" + uid,
                "--",
                "{}",
                "+");
    }

    boolean succeeds(String... arguments) {
        return run(arguments) instanceof Outcome.Exited exited && exited.code() == 0;
    }

    void require(String... arguments) throws IOException {
        if (!succeeds(arguments)) {
            throw new IOException(arguments[0] + " did not succeed");
        }
    }

    /** What a command printed; empty when it did not end well. */
    String output(List<String> arguments) {
        return run(arguments.toArray(String[]::new)) instanceof Outcome.Exited exited
                        && exited.code() == 0
                ? exited.output().text()
                : "";
    }

    private Outcome run(String... arguments) {
        return runner.run(
                new Command(
                        List.of(arguments), Path.of("/"), Map.of("PATH", PATH), PATIENCE, 4096));
    }
}
