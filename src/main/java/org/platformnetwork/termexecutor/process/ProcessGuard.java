package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Kills the command's group when this virtual machine dies: a shell that is started before the
 * command, and whose {@code kill} is built in, so that it needs no process to start.
 */
final class ProcessGuard {

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
                new ProcessBuilder("sh", "-c", SCRIPT, "command-guard").directory(new File("/"));
        builder.environment().clear();
        // An empty environment would look unclear to the sweeps of other runs.
        builder.environment().put("PATH", "/usr/bin:/bin");
        ProcessGuard guard = new ProcessGuard(builder.start());
        // A command that runs as another user could not open its own /dev/stdout anew.
        Files.setPosixFilePermissions(guard.pipe(), PosixFilePermissions.fromString("rw--w--w-"));
        return guard;
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

    /** What happens when this virtual machine dies. */
    void endInput() throws IOException {
        shell.getOutputStream().close();
    }

    /** Ends the guard without killing the group. */
    void release() {
        shell.destroyForcibly();
    }
}
