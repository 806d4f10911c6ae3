package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A process of this machine as it was when it was looked at; a signal reaches it or nobody, even
 * when its pid has been given to another since.
 */
public final class RunningProcess {

    private static final String USERS = "Uid:";

    private final ProcessStat stat;

    private RunningProcess(ProcessStat stat) {
        this.stat = stat;
    }

    /** All that live, this one included; threads of the kernel are none. */
    public static List<RunningProcess> all() {
        return ProcessStat.living().stream().map(RunningProcess::new).toList();
    }

    /** The service itself. */
    public static RunningProcess self() {
        return new RunningProcess(
                Objects.requireNonNull(ProcessStat.read(ProcessHandle.current().pid())));
    }

    public long pid() {
        return stat.pid();
    }

    /** The pid of its parent. */
    public long parent() {
        return stat.parent();
    }

    /** Compared by the clock of the kernel, which ticks a hundred times a second. */
    public boolean isOlderThan(RunningProcess other) {
        return stat.startTicks() < other.stat.startTicks();
    }

    /** Whether its real, effective, saved or file system user is this one. */
    public boolean runsAs(int user) {
        try (var file = new FileInputStream("/proc/" + pid() + "/status")) {
            var wanted = Integer.toString(user);
            return new String(file.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(USERS))
                    .flatMap(line -> Arrays.stream(line.substring(USERS.length()).split("\t", -1)))
                    .anyMatch(wanted::equals);
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether the environment it started with holds a text; false also when it cannot be read. */
    public boolean hasInEnvironment(String text) {
        return ProcessTraces.isInEnvironment(stat, text.getBytes(UTF_8));
    }

    /** Sends SIGSTOP. */
    public void stop() {
        stat.signal(Libc.SIGSTOP);
    }

    /** Sends SIGKILL. */
    public void kill() {
        stat.signal(Libc.SIGKILL);
    }
}
