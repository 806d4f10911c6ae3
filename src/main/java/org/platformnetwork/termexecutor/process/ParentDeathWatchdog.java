package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kills the groups of all commands when this virtual machine dies: one shell, started before the
 * first command, whose {@code kill} is built in, so that it needs no process to start.
 */
final class ParentDeathWatchdog {

    /** What all runners of this virtual machine share; it ends with it. */
    static final ParentDeathWatchdog INSTANCE = new ParentDeathWatchdog();

    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            exec 2>/dev/null
            groups=' '
            while read -r change group; do
              case $change in
                watch) groups="$groups$group " ;;
                leave) groups="${groups%% $group *} ${groups#* $group }" ;;
              esac
            done
            for group in $groups; do
              kill -s KILL -- "-$group"
            done
            """;

    private final Set<Long> groups = new LinkedHashSet<>();
    private @Nullable Process shell;

    /**
     * Starts it unless it runs; one that was killed is replaced.
     *
     * @throws IOException when no process can be started
     */
    synchronized void start() throws IOException {
        if (shell != null && shell.isAlive()) {
            return;
        }
        var builder =
                new ProcessBuilder("sh", "-c", SCRIPT, "command-guard").directory(new File("/"));
        builder.environment().clear();
        // An empty environment would look unclear to the sweeps of other runs.
        builder.environment().put("PATH", "/usr/bin:/bin");
        shell = builder.start();
        for (long group : groups) {
            tell(shell, "watch", group);
        }
    }

    /** From now on the group dies with this virtual machine. */
    synchronized void watch(long group) {
        groups.add(group);
        change("watch", group);
    }

    /** Leaves the group alone; to be called before its number can be another's. */
    synchronized void leave(long group) {
        if (groups.remove(group)) {
            change("leave", group);
        }
    }

    /** What happens when this virtual machine dies. */
    synchronized void endInput() throws IOException {
        if (shell != null) {
            shell.getOutputStream().close();
        }
    }

    /** The shell, once it was started. */
    synchronized Optional<Process> process() {
        return Optional.ofNullable(shell);
    }

    private void change(String change, long group) {
        try {
            if (shell != null && shell.isAlive()) {
                tell(shell, change, group);
            } else {
                start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tell(Process shell, String change, long group) throws IOException {
        var input = shell.getOutputStream();
        input.write("%s %d\n".formatted(change, group).getBytes(US_ASCII));
        input.flush();
    }
}
