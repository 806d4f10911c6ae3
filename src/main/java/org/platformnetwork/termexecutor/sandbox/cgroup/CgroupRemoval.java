package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills all that is inside cgroups, however often it forked or left its session, and removes the
 * groups with all below them. Where the kernel has no kill switch for a group, nothing in it may
 * fork any more while one after the other is killed.
 */
final class CgroupRemoval {

    private static final Logger log = LoggerFactory.getLogger(CgroupRemoval.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private CgroupRemoval() {}

    /**
     * Also works on an interrupted thread, never throws, and gives up after ten seconds.
     *
     * @return whether nothing is left
     */
    static boolean remove(List<CgroupDirectory> groups) {
        boolean interrupted = Thread.interrupted();
        try {
            var left = new ArrayList<>(groups);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            long pause = 1;
            left.removeIf(CgroupRemoval::removeIfEmpty);
            left.forEach(CgroupRemoval::holdStill);
            while (!left.isEmpty()) {
                left.forEach(CgroupRemoval::kill);
                left.removeIf(CgroupRemoval::areRemoved);
                if (!left.isEmpty()) {
                    if (System.nanoTime() - deadline > 0) {
                        report(left);
                        return false;
                    }
                    interrupted |= isInterruptedIn(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void holdStill(CgroupDirectory group) {
        if (group.has("cgroup.kill")) {
            return;
        }
        for (CgroupDirectory each : group.tree()) {
            // A frozen process dies of SIGKILL in version 2, in version 1 it would not.
            tryWrite(each, "cgroup.freeze", "1");
            tryWrite(each, "pids.max", "0");
        }
    }

    private static void kill(CgroupDirectory group) {
        if (!tryWrite(group, "cgroup.kill", "1")) {
            group.tree().forEach(CgroupRemoval::killEach);
        }
    }

    /** A handle that was made before its pid was seen inside is never that of a stranger. */
    private static void killEach(CgroupDirectory group) {
        List<ProcessHandle> handles =
                group.processes().stream()
                        .map(ProcessHandle::of)
                        .flatMap(Optional::stream)
                        .filter(handle -> !handle.equals(ProcessHandle.current()))
                        .toList();
        Set<Long> inside = Set.copyOf(group.processes());
        handles.stream()
                .filter(handle -> inside.contains(handle.pid()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean tryWrite(CgroupDirectory group, String file, String value) {
        try {
            if (group.has(file)) {
                group.write(file, value);
                return true;
            }
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("file", file)
                    .addKeyValue("cause", CgroupDirectory.reason(e))
                    .log("A cgroup refused");
        }
        return false;
    }

    private static boolean areRemoved(CgroupDirectory group) {
        return removeIfEmpty(group)
                || group.tree().stream()
                        .map(CgroupRemoval::removeIfEmpty)
                        .reduce(true, Boolean::logicalAnd);
    }

    /** Whether it is gone. */
    static boolean removeIfEmpty(CgroupDirectory group) {
        try {
            Files.deleteIfExists(group.path());
        } catch (IOException _) {
            // It still holds processes or groups.
        }
        return !Files.exists(group.path(), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isInterruptedIn(long millis) {
        try {
            Thread.sleep(millis);
            return false;
        } catch (InterruptedException _) {
            return true;
        }
    }

    private static void report(List<CgroupDirectory> left) {
        log.atError()
                .addKeyValue("groups", left.size())
                .addKeyValue(
                        "processes",
                        left.stream().mapToInt(g -> g.processes().size()).max().orElse(0))
                .log("Cgroups could not be emptied and removed");
    }
}
