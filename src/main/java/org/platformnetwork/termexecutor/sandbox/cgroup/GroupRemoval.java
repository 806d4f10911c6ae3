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
 * Kills all that is inside control groups, however often it forked or left its session, and removes
 * the groups with all below them. Where the kernel has no kill switch for a group, nothing in it
 * may fork any more while one after the other is killed.
 */
final class GroupRemoval {

    private static final Logger log = LoggerFactory.getLogger(GroupRemoval.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private GroupRemoval() {}

    /**
     * Also works on an interrupted thread, never throws, and gives up after ten seconds.
     *
     * @return whether nothing is left
     */
    static boolean remove(List<GroupDirectory> groups) {
        boolean interrupted = Thread.interrupted();
        try {
            var left = new ArrayList<>(groups);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            long pause = 1;
            left.removeIf(GroupRemoval::removeIfEmpty);
            left.forEach(GroupRemoval::holdStill);
            while (!left.isEmpty()) {
                left.forEach(GroupRemoval::kill);
                left.removeIf(GroupRemoval::areRemoved);
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

    private static void holdStill(GroupDirectory group) {
        if (group.has("cgroup.kill")) {
            return;
        }
        for (GroupDirectory each : group.tree()) {
            // A frozen process dies of SIGKILL in version 2, in version 1 it would not.
            tryWrite(each, "cgroup.freeze", "1");
            tryWrite(each, "pids.max", "0");
        }
    }

    private static void kill(GroupDirectory group) {
        if (!tryWrite(group, "cgroup.kill", "1")) {
            group.tree().forEach(GroupRemoval::killEach);
        }
    }

    /** A handle that was made before its pid was seen inside is never that of a stranger. */
    private static void killEach(GroupDirectory group) {
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

    private static boolean tryWrite(GroupDirectory group, String file, String value) {
        try {
            if (group.has(file)) {
                group.write(file, value);
                return true;
            }
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("file", file)
                    .addKeyValue("cause", GroupDirectory.reason(e))
                    .log("A control group refused");
        }
        return false;
    }

    private static boolean areRemoved(GroupDirectory group) {
        return removeIfEmpty(group)
                || group.tree().stream()
                        .map(GroupRemoval::removeIfEmpty)
                        .reduce(true, Boolean::logicalAnd);
    }

    /** Whether it is gone. */
    static boolean removeIfEmpty(GroupDirectory group) {
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

    private static void report(List<GroupDirectory> left) {
        log.atError()
                .addKeyValue("groups", left.size())
                .addKeyValue(
                        "processes",
                        left.stream().mapToInt(g -> g.processes().size()).max().orElse(0))
                .log("Control groups could not be emptied and removed");
    }
}
