package org.platformnetwork.termexecutor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;

/** In a group that was given no controllers, so that none can be handed down. */
class CgroupDelegationTests {

    private final long self = ProcessHandle.current().pid();
    private @Nullable CgroupDirectory original;
    private CgroupHierarchy hierarchy =
            new CgroupHierarchy(true, Path.of("/"), Path.of("/"), Set.of());
    private CgroupDirectory own = new CgroupDirectory(Path.of("/"));

    @BeforeEach
    void moveToGroupOfItsOwn() throws IOException {
        var writable =
                CgroupHierarchy.mounted().stream()
                        .filter(CgroupHierarchy::unified)
                        .filter(found -> Files.isWritable(found.own()))
                        .toList();
        assumeThat(writable).as("writable hierarchies of version 2").isNotEmpty();
        original = new CgroupDirectory(writable.getFirst().own());
        own = original.child("delegation-" + UUID.randomUUID());
        hierarchy =
                new CgroupHierarchy(true, writable.getFirst().mountPoint(), own.path(), Set.of());
        Files.createDirectory(own.path());
        own.write("cgroup.procs", "" + self);
        assumeThat(own.read("cgroup.controllers")).as("controllers already there").isEmpty();
    }

    @AfterEach
    void moveBack() throws IOException {
        if (original != null) {
            original.write("cgroup.procs", "" + self);
            Files.delete(own.path());
        }
    }

    @Test
    void returnsFromTheLeafWhenThatWasOfNoUse() {
        var refused = new CgroupDelegation(hierarchy).handDown(Set.of(LimitedResource.MEMORY));

        assertThat(refused)
                .containsOnlyKeys(LimitedResource.MEMORY)
                .allSatisfy((_, reason) -> assertThat(reason).contains("others are in"));
        assertThat(own.processes()).contains(self);
        assertThat(own.tree()).hasSize(1);
    }

    @Test
    void asksForNothingWhenNothingIsWanted() {
        assertThat(new CgroupDelegation(hierarchy).handDown(Set.of())).isEmpty();
        assertThat(own.tree()).hasSize(1);
    }

    @Test
    void knowsTheGroupThatItMovedAwayFrom() {
        assertThat(CgroupDelegation.beforeMove(Path.of("/a/term-executor-service")))
                .isEqualTo(Path.of("/a"));
        assertThat(CgroupDelegation.beforeMove(Path.of("/a/b"))).isEqualTo(Path.of("/a/b"));
    }
}
