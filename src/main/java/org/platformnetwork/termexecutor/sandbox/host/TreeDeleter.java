package org.platformnetwork.termexecutor.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;

/**
 * Deletes trees that hostile code made. Coreutils follow no links and go as deep as it likes; what
 * is mounted below is taken off first and never deleted, for it may be anyone's.
 */
public final class TreeDeleter {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int OUTPUT = 4096;

    private final ProcessRunner runner;

    public TreeDeleter(ProcessRunner runner) {
        this.runner = runner;
    }

    /** Whether nothing is left; an interrupt stops it in between. */
    public boolean delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!unmount(tree)) {
            return false;
        }
        if (remove(tree)) {
            return true;
        }
        giveRights(tree);
        return remove(tree);
    }

    private boolean remove(Path tree) {
        return succeeds("rm", "-rf", "--one-file-system", "--", tree.toString());
    }

    /** Little is left by now; what is immutable was made so by someone with the right to do it. */
    private void giveRights(Path tree) {
        succeeds("chmod", "-R", "u+rwX", "--", tree.toString());
        succeeds(
                "find",
                tree.toString(),
                "-xdev",
                "(",
                "-type",
                "f",
                "-o",
                "-type",
                "d",
                ")",
                "-execdir",
                "chattr",
                "-i",
                "-a",
                "--",
                "{}",
                "+");
    }

    private boolean unmount(Path tree) {
        try {
            for (var point : MountPoints.in(tree)) {
                succeeds("umount", "--lazy", "--no-canonicalize", "--", point);
            }
            return MountPoints.in(tree).isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    private boolean succeeds(String... arguments) {
        var command =
                new Command(
                        List.of(arguments),
                        Path.of("/"),
                        Map.of("PATH", HostCommands.PATH),
                        TIMEOUT,
                        OUTPUT);
        return runner.run(command) instanceof ProcessResult.Exited exited && exited.code() == 0;
    }
}
