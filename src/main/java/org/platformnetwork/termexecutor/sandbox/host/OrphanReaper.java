package org.platformnetwork.termexecutor.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.RunningProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what an earlier service on this {@code WORKSPACE_BASE} left running when it was killed:
 * processes that carry its mark, which no other service's do; those that were started before this
 * service and work in its directories, told by the directory itself, for in a container the same
 * path is another's; all descendants of both; and whatever runs as a user that it held and no one
 * holds now. To be used by the holder of the workspace's lock only.
 */
public final class OrphanReaper {

    private static final Logger log = LoggerFactory.getLogger(OrphanReaper.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Path base;
    private final Path marks;
    private final Path users;
    private final List<Path> directories;
    private final ProcessRunner runner;
    private final RunningProcess service;

    /**
     * @param directories that belong to the service alone
     * @param service before whose start processes were left behind
     */
    public OrphanReaper(
            Path base, List<Path> directories, ProcessRunner runner, RunningProcess service) {
        this.base = base;
        this.marks = marks(base);
        this.users = users(base);
        this.directories = List.copyOf(directories);
        this.runner = runner;
        this.service = service;
    }

    /** Where the marks of services are written down until nothing carries them. */
    public static Path marks(Path base) {
        return base.resolve(".marks");
    }

    /** Where the users are written down that a service holds. */
    public static Path users(Path base) {
        return base.resolve(".users");
    }

    /** Ends them, and writes this service's own mark down. */
    public void end() throws IOException {
        var earlier = lines(marks, "[0-9a-f-]{36}");
        var all = new ArrayList<>(earlier);
        all.add(runner.mark());
        writeDown(all);
        if (endProcesses(earlier)) {
            writeDown(List.of(runner.mark()));
        } else {
            log.error("Processes of an earlier service cannot be killed");
        }
        endUsers();
    }

    private void writeDown(List<String> all) throws IOException {
        AtomicFile.write(marks, String.join("\n", all) + "\n");
    }

    private static List<String> lines(Path file, String pattern) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream().filter(line -> line.matches(pattern)).toList();
    }

    private boolean endProcesses(List<String> earlier) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        int count = 0;
        while (true) {
            var found = find(earlier);
            if (found.isEmpty()) {
                if (count > 0) {
                    log.atWarn()
                            .addKeyValue("processes", count)
                            .log("An earlier service had left processes");
                }
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            count = Math.max(count, found.size());
            // All stand still before the first one makes room for another fork.
            found.forEach(RunningProcess::stop);
            found.forEach(RunningProcess::kill);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private List<RunningProcess> find(List<String> earlier) {
        var processes = RunningProcess.all();
        var spared = ancestors(processes);
        var found = new HashSet<Long>();
        for (var process : processes) {
            if (isLeft(process, earlier)) {
                found.add(process.pid());
            }
        }
        found.removeAll(spared);
        int before;
        do {
            before = found.size();
            for (var process : processes) {
                if (found.contains(process.parent()) && !spared.contains(process.pid())) {
                    found.add(process.pid());
                }
            }
        } while (found.size() > before);
        return processes.stream().filter(process -> found.contains(process.pid())).toList();
    }

    private boolean isLeft(RunningProcess process, List<String> earlier) {
        if (earlier.stream().anyMatch(process::carries)) {
            return true;
        }
        return process.isOlderThan(service)
                && directories.stream().anyMatch(process::isAtWorkBelow);
    }

    /** This service and whoever started it, wherever they stand. */
    private static Set<Long> ancestors(List<RunningProcess> processes) {
        var ancestors = new HashSet<>(Set.of(1L));
        long pid = RunningProcess.self().pid();
        while (pid > 0 && ancestors.add(pid)) {
            long child = pid;
            pid =
                    processes.stream()
                            .filter(process -> process.pid() == child)
                            .mapToLong(RunningProcess::parent)
                            .findAny()
                            .orElse(0);
        }
        return ancestors;
    }

    /** Only a root could have had users, and only root can become one. */
    private void endUsers() throws IOException {
        var left = lines(users, "[0-9]{1,9}");
        if (left.isEmpty()) {
            return;
        }
        var remains = new UserCleanup(runner, base);
        try (var range = UidRange.ofThisMachine()) {
            for (var line : left) {
                int user = Integer.parseInt(line);
                var held = range.hold(user);
                if (held != null) {
                    if (!remains.endProcesses(user) || !remains.remove(user)) {
                        log.error("Something of a task's user is left by an earlier service");
                    }
                    held.release();
                }
            }
        } catch (IOException e) {
            log.atError().setCause(e).log("Users of an earlier service's tasks cannot be ended");
        }
        Files.deleteIfExists(users);
    }
}
