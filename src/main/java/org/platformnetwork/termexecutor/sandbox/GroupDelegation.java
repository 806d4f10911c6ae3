package org.platformnetwork.termexecutor.sandbox;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the controllers of the service's own group of version 2 down to the groups below it. A
 * group that hands any down must hold no processes itself, so the service moves to a leaf, with
 * what it has started, and at the root of a container's namespace with all others there.
 */
final class GroupDelegation {

    private static final Logger log = LoggerFactory.getLogger(GroupDelegation.class);
    private static final String LEAF = "term-executor-service";

    private final GroupDirectory own;
    private final boolean namespaceRoot;

    GroupDelegation(GroupHierarchy hierarchy) {
        this.own = new GroupDirectory(hierarchy.own());
        this.namespaceRoot = hierarchy.own().equals(hierarchy.mountPoint());
    }

    /** The group that was the service's own before it moved to the leaf. */
    static Path beforeMove(Path own) {
        return own.endsWith(LEAF) ? own.resolveSibling("").normalize() : own;
    }

    /** What could not be handed down, and why. */
    Map<BoundResource, String> handDown(Set<BoundResource> wanted) {
        Map<BoundResource, String> refused = enable(own, wanted);
        if (wanted.isEmpty() || !refused.keySet().equals(wanted) || !mayMove()) {
            return refused;
        }
        try {
            Set<Long> moved = moveToLeaf();
            refused = enable(own, refused.keySet());
            if (refused.keySet().equals(wanted)) {
                refused.replaceAll((_, reason) -> reason + " (others are in the service's group)");
                moveBack(moved);
            }
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("cause", GroupDirectory.reason(e))
                    .log("The service cannot move to a control group of its own");
        }
        return refused;
    }

    static Map<BoundResource, String> enable(GroupDirectory group, Set<BoundResource> wanted) {
        var refused = new EnumMap<BoundResource, String>(BoundResource.class);
        for (BoundResource resource : wanted) {
            try {
                group.write("cgroup.subtree_control", "+" + resource.controller());
            } catch (IOException e) {
                refused.put(resource, GroupDirectory.reason(e));
            }
        }
        return refused;
    }

    /** The machine's own root group, which alone has no type, is nobody's to move out of. */
    private boolean mayMove() {
        return own.has("cgroup.type")
                && Files.isWritable(own.path().resolve("cgroup.subtree_control"));
    }

    private Set<Long> moveToLeaf() throws IOException {
        GroupDirectory leaf = own.child(LEAF);
        if (!Files.isDirectory(leaf.path())) {
            Files.createDirectory(leaf.path());
        }
        Set<Long> ours =
                Stream.concat(
                                Stream.of(ProcessHandle.current()),
                                ProcessHandle.current().descendants())
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet());
        var moved = new HashSet<Long>();
        for (long pid : own.processes()) {
            if (namespaceRoot || ours.contains(pid)) {
                move(pid, leaf);
                moved.add(pid);
            }
        }
        return moved;
    }

    private void moveBack(Set<Long> moved) throws IOException {
        for (long pid : moved) {
            move(pid, own);
        }
        Files.delete(own.child(LEAF).path());
    }

    private static void move(long pid, GroupDirectory group) throws IOException {
        try {
            group.write("cgroup.procs", Long.toString(pid));
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            // One that has ended meanwhile is no trouble.
            if (ProcessHandle.of(pid).isPresent()) {
                throw e;
            }
        }
    }
}
