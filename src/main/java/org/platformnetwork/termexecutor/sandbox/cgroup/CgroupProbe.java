package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * Finds out what a hierarchy is good for by making a group in it, bounding it and letting a process
 * in; modes and mount options tell less than that.
 */
final class CgroupProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final CgroupLimits SOME = new CgroupLimits(1L << 30, 1000, 0.05);

    private final ProcessRunner runner;
    private final Path directory;
    private final String parentName;
    private final Map<LimitedResource, String> refused = new EnumMap<>(LimitedResource.class);

    CgroupProbe(ProcessRunner runner, Path directory, String parentName) {
        this.runner = runner;
        this.directory = directory;
        this.parentName = parentName;
    }

    /** Why what was offered so far cannot be used. */
    Map<LimitedResource, String> refused() {
        return Map.copyOf(refused);
    }

    /** Leaves the parent group behind when, and only when, the hierarchy is usable. */
    Optional<UsableHierarchy> attempt(CgroupHierarchy hierarchy) {
        CgroupDirectory parent = new CgroupDirectory(hierarchy.own()).child(parentName);
        Set<LimitedResource> offered = Set.of();
        try {
            offered = hierarchy.offered();
            Files.createDirectory(parent.path());
            var usable =
                    new UsableHierarchy(hierarchy, parent, bounded(hierarchy, parent, offered));
            enter(usable);
            return Optional.of(usable);
        } catch (IOException e) {
            offered.forEach(resource -> refused.put(resource, CgroupDirectory.reason(e)));
            CgroupRemoval.remove(List.of(parent));
            return Optional.empty();
        }
    }

    private Set<LimitedResource> bounded(
            CgroupHierarchy hierarchy, CgroupDirectory parent, Set<LimitedResource> offered)
            throws IOException {
        Set<LimitedResource> bounds = EnumSet.noneOf(LimitedResource.class);
        bounds.addAll(offered);
        if (hierarchy.unified()) {
            drop(bounds, new CgroupDelegation(hierarchy).handDown(bounds));
            drop(bounds, CgroupDelegation.enable(parent, bounds));
        }
        CgroupDirectory probe = parent.child("limits");
        Files.createDirectory(probe.path());
        for (LimitedResource resource : Set.copyOf(bounds)) {
            try {
                hierarchy.files(probe).limit(resource, SOME);
            } catch (IOException e) {
                drop(bounds, Map.of(resource, CgroupDirectory.reason(e)));
            }
        }
        CgroupRemoval.remove(List.of(probe));
        return bounds;
    }

    private void drop(Set<LimitedResource> bounds, Map<LimitedResource, String> reasons) {
        refused.putAll(reasons);
        bounds.removeAll(reasons.keySet());
    }

    private void enter(UsableHierarchy usable) throws IOException {
        try (var group = Cgroup.create("entry", CgroupLimits.NONE, List.of(usable))) {
            var arguments = group.enterCommand();
            arguments.add("true");
            var command =
                    new Command(
                            arguments, directory, Map.of("PATH", HostCommands.PATH), TIMEOUT, 1024);
            if (!(runner.run(command) instanceof ProcessResult.Exited exited
                    && exited.code() == 0)) {
                throw new IOException("No process can be moved to a cgroup");
            }
        }
    }

    /**
     * A hierarchy in which groups can be made and entered.
     *
     * @param parent below which all groups of this service lie
     * @param bounds what was seen to be bound in it; may be empty, since version 2 without
     *     controllers still kills a whole group at once, and version 1 may only count
     */
    record UsableHierarchy(
            CgroupHierarchy hierarchy, CgroupDirectory parent, Set<LimitedResource> bounds) {

        CgroupFiles files(String group) {
            return hierarchy.files(parent.child(group));
        }

        boolean countsCpu() {
            return hierarchy.unified() || hierarchy.controllers().contains("cpuacct");
        }
    }
}
