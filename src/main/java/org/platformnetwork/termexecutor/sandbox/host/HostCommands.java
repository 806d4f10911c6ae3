package org.platformnetwork.termexecutor.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Confinement;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.ProgramPath;

/**
 * The service's own work on trees that tasks made: coreutils follow no links and keep every bit.
 */
public final class HostCommands {

    public static final String PATH = ProgramPath.OWN;

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final ProcessRunner runner;

    public HostCommands(ProcessRunner runner) {
        this.runner = runner;
    }

    /** As far as every user can search its directories; programs below others' homes are out. */
    public static String publicPath() {
        return Arrays.stream(PATH.split(":", -1))
                .filter(entry -> isPublic(Path.of(entry)))
                .collect(Collectors.joining(":"));
    }

    private static boolean isPublic(Path directory) {
        try {
            for (var part = directory.toRealPath(); part != null; part = part.getParent()) {
                if (!Files.getPosixFilePermissions(part)
                        .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Copies the content of a directory, sharing blocks where the file system can. */
    public void copy(Path source, Path target) throws IOException {
        require("cp", "-a", "--reflink=auto", "-T", "--", source.toString(), target.toString());
    }

    /** Copies directories into one, as {@link #copy(Path, Path)}. */
    public void copyInto(Path directory, List<Path> sources) throws IOException {
        require(List.of("cp", "-a", "--reflink=auto", "-t", directory.toString(), "--"), sources);
    }

    /** For trees of the task's making, whatever they hold. */
    public void changeOwner(List<Path> trees, int uid) throws IOException {
        require(List.of("chown", "-R", "-h", "-P", uid + ":" + uid, "--"), trees);
    }

    /**
     * As {@link #changeOwner(List, int)}, but of one user's files only: where the kernel allows it
     * (fs.protected_hardlinks), others' files may be linked into a tree.
     */
    public void changeOwner(Path tree, int from, int to) throws IOException {
        require("chown", "-R", "-h", "-P", "--from=" + from, to + ":" + to, "--", tree.toString());
    }

    /** Removes what does not belong to a user, with all below it. */
    public void removeForeign(Path tree, int uid) throws IOException {
        require(
                "find",
                tree.toString(),
                "-xdev",
                "-mindepth",
                "1",
                "!",
                "-uid",
                Integer.toString(uid),
                "-prune",
                "-execdir",
                "rm",
                "-rf",
                "--one-file-system",
                "--",
                "{}",
                "+");
    }

    /** As {@code Skeleton}: those that everyone may list. */
    public void changeOwnerOfDirectories(Path tree, int uid) throws IOException {
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
        return succeeds(List.of(arguments));
    }

    private boolean succeeds(List<String> arguments) {
        return run(arguments) instanceof ProcessResult.Exited exited && exited.code() == 0;
    }

    public void require(String... arguments) throws IOException {
        require(List.of(arguments), List.of());
    }

    private void require(List<String> arguments, List<Path> paths) throws IOException {
        var command = new ArrayList<>(arguments);
        paths.forEach(path -> command.add(path.toString()));
        if (!succeeds(command)) {
            throw new IOException(command.getFirst() + " did not succeed");
        }
    }

    /** What a command printed; empty when it did not end well. */
    public String output(List<String> arguments) {
        return run(arguments) instanceof ProcessResult.Exited exited && exited.code() == 0
                ? exited.output().text()
                : "";
    }

    /** Keeps 4 KiB of the output. */
    public ProcessResult run(List<String> arguments) {
        return runner.run(
                new Command(
                        arguments,
                        Path.of("/"),
                        Map.of("PATH", PATH),
                        TIMEOUT,
                        4096,
                        Confinement.TRUSTED));
    }
}
