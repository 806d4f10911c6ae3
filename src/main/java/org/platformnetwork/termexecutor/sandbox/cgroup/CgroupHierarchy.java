package org.platformnetwork.termexecutor.sandbox.cgroup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.host.MountPoints;

/**
 * One hierarchy of cgroups that is mounted here, and where the service stands in it.
 *
 * @param unified version 2; several of version 1 may stand beside it
 * @param mountPoint its top, as far as this service sees
 * @param own the service's own group, below which it may make others
 * @param controllers what version 1 mounted it with; version 2 says so in the group itself
 */
record CgroupHierarchy(boolean unified, Path mountPoint, Path own, Set<String> controllers) {

    private static final Set<String> WANTED = Set.of("memory", "pids", "cpu", "cpuacct");

    /** Those that hold controllers for tasks, or none as version 2 beside version 1. */
    static List<CgroupHierarchy> mounted() {
        try {
            return parse(
                    Files.readString(Path.of("/proc/self/mountinfo"), UTF_8),
                    Files.readString(Path.of("/proc/self/cgroup"), UTF_8));
        } catch (IOException _) {
            return List.of();
        }
    }

    /**
     * @param mounts the text of {@code /proc/self/mountinfo} (proc_pid_mountinfo(5))
     * @param memberships the text of {@code /proc/self/cgroup} (cgroups(7))
     */
    static List<CgroupHierarchy> parse(String mounts, String memberships) {
        List<Mount> all =
                mounts.lines()
                        .map(line -> line.split(" ", -1))
                        .filter(fields -> fields.length >= 10)
                        .map(Mount::parse)
                        .filter(mount -> mount.type.equals("cgroup") || mount.isUnified())
                        .toList();
        List<CgroupHierarchy> found = new ArrayList<>();
        for (String line : memberships.lines().toList()) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3) {
                all.stream()
                        .filter(mount -> mount.carries(fields[1]))
                        .filter(mount -> mount.shows(fields[2]))
                        .map(mount -> mount.hierarchy(fields[1], fields[2]))
                        .reduce(CgroupHierarchy::better)
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** The same hierarchy may be mounted several times, read-only or hidden by a later mount. */
    private static CgroupHierarchy better(CgroupHierarchy one, CgroupHierarchy other) {
        if (Files.isWritable(one.own) || !Files.isDirectory(other.own)) {
            return one;
        }
        return Files.isWritable(other.own) || !Files.isDirectory(one.own) ? other : one;
    }

    /** What it may bound, tried or not. */
    Set<LimitedResource> offered() throws IOException {
        Set<String> names =
                unified
                        ? words(new CgroupDirectory(own).read("cgroup.controllers"), " ")
                        : controllers;
        return Arrays.stream(LimitedResource.values())
                .filter(resource -> names.contains(resource.controller()))
                .collect(Collectors.toUnmodifiableSet());
    }

    CgroupFiles files(CgroupDirectory group) {
        return unified ? new CgroupFiles.Unified(group) : new CgroupFiles.Legacy(group);
    }

    static Set<String> words(String text, String separator) {
        return Arrays.stream(text.split(separator, -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private record Mount(String root, Path point, String type, Set<String> options) {

        static Mount parse(String[] fields) {
            int separator = Arrays.asList(fields).indexOf("-");
            return new Mount(
                    MountPoints.unescape(fields[3]),
                    Path.of(MountPoints.unescape(fields[4])),
                    fields[separator + 1],
                    words(fields[fields.length - 1], ","));
        }

        boolean isUnified() {
            return type.equals("cgroup2");
        }

        boolean carries(String controllers) {
            if (controllers.isEmpty()) {
                return isUnified();
            }
            Set<String> names = words(controllers, ",");
            return !isUnified()
                    && options.containsAll(names)
                    && names.stream().anyMatch(WANTED::contains);
        }

        /** What lies outside of the service's namespace has a path that climbs. */
        boolean shows(String path) {
            return Path.of(path).startsWith(root) && !path.contains("..");
        }

        CgroupHierarchy hierarchy(String controllers, String path) {
            return new CgroupHierarchy(isUnified(), point, ownGroup(path), words(controllers, ","));
        }

        private Path ownGroup(String path) {
            Path group = point.resolve(Path.of(root).relativize(Path.of(path)).toString());
            return isUnified() ? CgroupDelegation.beforeMove(group) : group;
        }
    }
}
