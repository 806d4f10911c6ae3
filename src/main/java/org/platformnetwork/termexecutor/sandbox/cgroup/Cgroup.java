package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.cgroup.CgroupProbe.UsableHierarchy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one command and all that it starts may use together; whoever entered does not get out again,
 * except by rights that a command should not have: write access to the hierarchy.
 *
 * <p>Commands enter a group below the one that has the limits: a namespace of cgroups shows them as
 * its root what they are in, and nothing further out.
 *
 * <p>One group may consist of several, one in each hierarchy, and of none where cgroups are not to
 * be had: then nothing is bound and nothing is known.
 */
public final class Cgroup implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Cgroup.class);

    /** 0 stands for the writer, whatever its pid is elsewhere. */
    private static final String ENTER =
            """
            while [ "$1" != -- ]; do
              { echo 0 > "$1"; } 2>/dev/null || exit 125
              shift
            done
            shift
            """;

    /** The shell becomes the program. */
    public static final String BECOME = "exec \"$@\"";

    /** Binds nothing. */
    public static final Cgroup NONE = new Cgroup(CgroupLimits.NONE, List.of());

    private final CgroupLimits limits;
    private final List<CgroupFiles> members;

    private Cgroup(CgroupLimits limits, List<CgroupFiles> members) {
        this.limits = limits;
        this.members = List.copyOf(members);
    }

    static Cgroup create(String name, CgroupLimits limits, List<UsableHierarchy> hierarchies)
            throws IOException {
        List<CgroupFiles> members = new ArrayList<>();
        try {
            for (UsableHierarchy usable : hierarchies) {
                CgroupFiles files = usable.files(name);
                Files.createDirectory(files.directory().path());
                members.add(files);
                for (LimitedResource resource : usable.bounds()) {
                    limit(files, resource, limits);
                }
                Files.createDirectory(files.inside().path());
            }
            return new Cgroup(limits, members);
        } catch (IOException e) {
            CgroupRemoval.remove(directories(members));
            throw e;
        }
    }

    private static void limit(CgroupFiles files, LimitedResource resource, CgroupLimits limits)
            throws IOException {
        try {
            files.limit(resource, limits);
        } catch (IOException e) {
            // Version 1 refuses more processors than a group further out has.
            if (resource != LimitedResource.CPU) {
                throw e;
            }
            log.atDebug().log("The processors are limited further by an outer cgroup");
        }
    }

    /** As {@link #enterCommand(String)} with a shell that becomes the program. */
    List<String> enterCommand() {
        return enterCommand(BECOME);
    }

    /**
     * The beginning of a command line, mutable, to be followed by a program and its arguments: a
     * shell that enters the groups, so that nothing runs outside. It has to come before whatever
     * gives up rights or leaves the host's file system.
     *
     * <p>The program runs only if every group could be entered; see {@link #wasEntered}. A missing
     * program shows as exit code 127, a refused entry as 125. The shell sets {@code PWD} and drops
     * environment variables whose names are no identifiers.
     *
     * @param then what the shell does with the program and its arguments, as its own ones
     */
    public List<String> enterCommand(String then) {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", ENTER + then, "sh"));
        members.forEach(member -> command.add(member.inside().path() + "/cgroup.procs"));
        command.add("--");
        return command;
    }

    /**
     * Whether a command ran in here, told by the time it used in the group entered last; when false
     * after a command, it never began. True where the kernel counts no time.
     */
    boolean wasEntered() {
        if (members.isEmpty()) {
            return true;
        }
        Duration time = members.getLast().cpuTime();
        return time == null
                ? Files.exists(members.getLast().directory().path())
                : time.isPositive();
    }

    /** Whether all that entered has ended; false where there are no cgroups to tell. */
    public boolean isEmpty() {
        return !members.isEmpty() && members.stream().allMatch(member -> member.inside().isEmpty());
    }

    /** To be asked before {@link #close}. */
    public CgroupUsage usage() {
        return new CgroupUsage(first(CgroupFiles::peakMemory), first(CgroupFiles::cpuTime));
    }

    /** Which bounds were run into so far; to be asked before {@link #close}. */
    public Set<ExceededLimit> exceeded() {
        Set<ExceededLimit> found = EnumSet.noneOf(ExceededLimit.class);
        for (CgroupFiles member : members) {
            member.memoryExcess().ifPresent(found::add);
            if (member.processesRefused(limits.processes())) {
                found.add(ExceededLimit.PROCESSES);
            }
        }
        return found;
    }

    /**
     * Kills all that is inside and removes the group; within ten seconds, on an interrupted thread
     * too, and without throwing: what could not be removed is logged and tried again at the start
     * of the next service.
     */
    @Override
    public void close() {
        CgroupRemoval.remove(directories(members.reversed()));
    }

    /** What is inside comes first. */
    private static List<CgroupDirectory> directories(List<CgroupFiles> members) {
        return members.stream()
                .flatMap(member -> Stream.of(member.inside(), member.directory()))
                .toList();
    }

    private <T> @Nullable T first(Function<CgroupFiles, @Nullable T> question) {
        return members.stream().map(question).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /**
     * What all processes of a group used, the dead included; null where the kernel does not tell.
     *
     * @param peakMemoryBytes the most memory at any one time, page cache included
     * @param cpuTime user and system time of all processors
     */
    public record CgroupUsage(@Nullable Long peakMemoryBytes, @Nullable Duration cpuTime) {}

    /**
     * What all processes of a group may use together; zero means no bound.
     *
     * @param memoryBytes memory including page cache and, where the kernel counts it, swap
     * @param processes how many processes and threads may live at once
     * @param cpus how many processors' time, at least 0.01
     */
    public record CgroupLimits(long memoryBytes, int processes, double cpus) {

        static final CgroupLimits NONE = new CgroupLimits(0, 0, 0);

        public CgroupLimits {
            if (memoryBytes < 0 || processes < 0) {
                throw new IllegalArgumentException("a limit must not be negative");
            }
            if (cpus != 0 && !(cpus >= 0.01 && cpus <= 100_000)) {
                throw new IllegalArgumentException("cpus: 0, or from 0.01 to 100000");
            }
        }
    }

    /** Which bound a group ran into. */
    public enum ExceededLimit {
        /** The group needed more memory than it may, and the kernel killed something in it. */
        MEMORY,
        /**
         * The kernel refused the group a process or thread. Nothing is killed, and a program may
         * well cope: it explains a failure, but is not one by itself.
         */
        PROCESSES,
        /**
         * The kernel killed something in the group for want of memory outside of it, in the
         * container or the machine: no fault of the command.
         */
        HOST_MEMORY;

        /** The bound as results and logs write it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
