package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;

/**
 * Hands the controllers of the service's own group of version 2 down to the groups below it. A
 * group that hands any down must hold no processes itself, so the service moves to a leaf, with
 * what it has started, and at the root of a container's namespace with all others there.
 */
final class CgroupDelegation {

    private static final String LEAF = "term-executor-service";
    private static final int ROUNDS = 5;

    private final CgroupDirectory own;
    private final boolean namespaceRoot;

    CgroupDelegation(CgroupHierarchy hierarchy) {
        this.own = new CgroupDirectory(hierarchy.own());
        this.namespaceRoot = hierarchy.own().equals(hierarchy.mountPoint());
    }

    /** The group that was the service's own before it moved to the leaf. */
    static Path beforeMove(Path own) {
        return own.endsWith(LEAF) ? own.resolveSibling("").normalize() : own;
    }

    /** What could not be handed down, and why. */
    Map<LimitedResource, String> handDown(Set<LimitedResource> wanted) {
        Map<LimitedResource, String> refused = enable(own, wanted);
        if (wanted.isEmpty() || !refused.keySet().equals(wanted) || !mayMove()) {
            return refused;
        }
        CgroupDirectory leaf = own.child(LEAF);
        try {
            Files.createDirectories(leaf.path());
        } catch (IOException _) {
            return refused;
        }
        var moved = new HashSet<Long>();
        // Others may fork while they are moved.
        for (int round = 0; round < ROUNDS && refused.keySet().equals(wanted); round++) {
            moveTo(leaf, moved);
            refused = enable(own, wanted);
        }
        if (refused.keySet().equals(wanted)) {
            refused.replaceAll((_, reason) -> reason + " (others are in the service's cgroup)");
            moved.forEach(pid -> isMoved(pid, own));
            CgroupRemoval.removeIfEmpty(leaf);
        }
        return refused;
    }

    static Map<LimitedResource, String> enable(CgroupDirectory group, Set<LimitedResource> wanted) {
        var refused = new EnumMap<LimitedResource, String>(LimitedResource.class);
        for (LimitedResource resource : wanted) {
            try {
                group.write("cgroup.subtree_control", "+" + resource.controller());
            } catch (IOException e) {
                refused.put(resource, CgroupDirectory.reason(e));
            }
        }
        return refused;
    }

    /** The machine's own root group, which alone has no type, is no one's to move out of. */
    private boolean mayMove() {
        return own.has("cgroup.type")
                && Files.isWritable(own.path().resolve("cgroup.subtree_control"));
    }

    private void moveTo(CgroupDirectory leaf, Set<Long> moved) {
        Set<Long> ours =
                Stream.concat(
                                Stream.of(ProcessHandle.current()),
                                ProcessHandle.current().descendants())
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet());
        own.processes().stream()
                .filter(pid -> namespaceRoot || ours.contains(pid))
                .filter(pid -> isMoved(pid, leaf))
                .forEach(moved::add);
    }

    /** False also for one that has ended meanwhile. */
    private static boolean isMoved(long pid, CgroupDirectory group) {
        try {
            group.write("cgroup.procs", Long.toString(pid));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
