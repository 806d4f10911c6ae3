package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.platformnetwork.termexecutor.process.ProcessMarkers.RunMark;

/**
 * A process of this machine as it was when it was looked at; a signal reaches it or no other, even
 * when its pid has been given to another since.
 */
public final class RunningProcess {

    private static final String USERS = "Uid:";

    private final ProcessStat stat;

    private RunningProcess(ProcessStat stat) {
        this.stat = stat;
    }

    /** All that live, this one included, without threads of the kernel. */
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
        return stat.identity().startTicks() < other.stat.identity().startTicks();
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

    /**
     * Whether it descends from a run of the runner with this mark, by the environment it started
     * with; false also when that cannot be read.
     */
    public boolean carries(String mark) {
        return ProcessMarkers.isInEnvironment(stat, RunMark.prefix(mark).getBytes(UTF_8));
    }

    /**
     * Whether its working or root directory is a directory or lies below it. The way up is gone
     * from where it stands, because the name of that place may mean another one to this service;
     * false also when it cannot be gone.
     */
    public boolean isAtWorkBelow(Path directory) {
        try {
            Object wanted = key(directory);
            return leadsTo(wanted, "/proc/" + pid() + "/cwd")
                    || leadsTo(wanted, "/proc/" + pid() + "/root");
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean leadsTo(Object wanted, String link) throws IOException {
        Path place = Path.of(link);
        Object key = key(place);
        Object below = null;
        while (!key.equals(below)) {
            if (key.equals(wanted)) {
                return true;
            }
            below = key;
            place = place.resolve("..");
            key = key(place);
        }
        return false;
    }

    /** Device and inode. */
    private static Object key(Path place) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(place, BasicFileAttributes.class).fileKey());
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
