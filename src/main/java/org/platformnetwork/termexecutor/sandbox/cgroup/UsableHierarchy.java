package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.util.Set;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;

/**
 * A hierarchy in which groups can be made and entered.
 *
 * @param parent below which all groups of this service lie
 * @param bounds what was seen to be bound in it; may be empty, since version 2 without controllers
 *     still kills a whole group at once, and version 1 may only count
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
