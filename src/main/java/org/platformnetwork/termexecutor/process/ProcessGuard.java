package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Signals processes even when none can be started any more, and kills the command's group when this
 * virtual machine dies: a shell that is started before the command and whose {@code kill} is built
 * in. One signal to a group reaches all of it at once, which no fork bomb outruns.
 */
final class ProcessGuard {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofNanos(100_000);
    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            read -r group || exit 0
            exec 2>/dev/null
            while read -r signal target; do
              kill -s "$signal" -- "$target"
              [ "$signal" = STOP ] || echo
            done
            kill -s KILL -- "-$group"
            """;

    private final Process shell;

    private ProcessGuard(Process shell) {
        this.shell = shell;
    }

    static ProcessGuard start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", SCRIPT, "command-guard").directory(new File("/"));
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
        write(Long.toString(group));
    }

    /** Stops a process, or with a negative number a group, some time soon; false when it cannot. */
    boolean stop(long target) {
        try {
            write("STOP " + target);
            return shell.isAlive();
        } catch (IOException _) {
            return false;
        }
    }

    /** Kills the group before it returns; false when the guard itself was killed or stopped. */
    boolean kill(long group) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            write("KILL -" + group);
            // A read could block for ever on a guard that was stopped.
            while (shell.getInputStream().available() == 0) {
                if (!shell.isAlive() || System.nanoTime() - deadline > 0) {
                    return false;
                }
                Uninterruptible.pause(LOOK_AGAIN);
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** What happens when this virtual machine dies. */
    void endInput() throws IOException {
        shell.getOutputStream().close();
    }

    /** Ends the guard without killing the group. */
    void release() {
        shell.destroyForcibly();
    }

    private void write(String line) throws IOException {
        shell.getOutputStream().write((line + "\n").getBytes(US_ASCII));
        shell.getOutputStream().flush();
    }
}
