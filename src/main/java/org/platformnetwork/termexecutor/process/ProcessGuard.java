package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Kills a whole process group in one system call, even when no process can be started any more and
 * even when this virtual machine dies: a shell that is started before the command, waits for the
 * end of its input, and whose {@code kill} is built in.
 */
final class ProcessGuard {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            read -r group || exit 0
            exec 2>/dev/null
            read -r end
            kill -s KILL -- "-$group"
            """;

    private final Process shell;

    private ProcessGuard(Process shell) {
        this.shell = shell;
    }

    static ProcessGuard start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", SCRIPT, "command-guard")
                        .directory(new File("/"))
                        .redirectOutput(Redirect.DISCARD);
        builder.environment().clear();
        // An empty environment would look unclear to the sweeps of other runs.
        builder.environment().put("PATH", "/usr/bin:/bin");
        return new ProcessGuard(builder.start());
    }

    /** A pipe that nobody reads or writes yet; the guard holds it open until it watches a group. */
    Path pipe() {
        return Path.of("/proc/" + shell.pid() + "/fd/2");
    }

    /** Closes the end that Java would drain of its own accord, and block on. */
    void leavePipeToOthers() throws IOException {
        shell.getErrorStream().close();
    }

    /** From now on the group dies with the guard's input. */
    void watch(long group) throws IOException {
        shell.getOutputStream().write((group + "\n").getBytes(US_ASCII));
        shell.getOutputStream().flush();
    }

    /** Kills the group; false when the guard itself was killed or stopped before it could. */
    boolean killGroup() {
        try {
            shell.getOutputStream().close();
        } catch (IOException _) {
            return false;
        }
        return Uninterruptible.await(PATIENCE, left -> shell.waitFor(left))
                && shell.exitValue() <= 1;
    }

    /** Ends the guard without killing the group. */
    void release() {
        shell.destroyForcibly();
    }
}
