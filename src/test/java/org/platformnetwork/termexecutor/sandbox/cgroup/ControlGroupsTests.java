package org.platformnetwork.termexecutor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.BoundResource;
import org.platformnetwork.termexecutor.sandbox.ResourceBound;

class ControlGroupsTests {

    @TempDir Path workspace;

    @Test
    void bindsNothingWhereNothingIsMounted() throws IOException {
        var groups = groups(List.of());

        assertThat(groups.describe())
                .extracting(ResourceBound::inForce, ResourceBound::detail)
                .hasSize(3)
                .containsOnly(tuple(false, "no control groups are mounted"));
    }

    @Test
    void opensGroupThatDoesNothingWhereNothingIsMounted() throws IOException {
        try (var group = groups(List.of()).open("empty", new GroupLimits(1, 1, 1))) {
            assertThat(group.enterCommand()).endsWith("sh", "--");
            assertThat(group.usage()).isEqualTo(new GroupUsage(null, null));
            assertThat(group.exceeded()).isEmpty();
            assertThat(group.wasEntered()).isTrue();
        }
    }

    @Test
    void saysWhyResourceIsNotBound() throws IOException {
        Path gone = workspace.resolve("gone");

        var groups = groups(List.of(new GroupHierarchy(false, gone, gone, Set.of("memory"))));

        assertThat(groups.describe())
                .containsExactly(
                        new ResourceBound(BoundResource.MEMORY, false, "No such file or directory"),
                        new ResourceBound(
                                BoundResource.PROCESSES,
                                false,
                                "no controller for it is available"),
                        new ResourceBound(
                                BoundResource.CPU, false, "no controller for it is available"));
    }

    @Test
    void namesParentAfterTheWorkspace() throws IOException {
        Path one = Files.createDirectory(workspace.resolve("one"));
        Path two = Files.createDirectory(workspace.resolve("two"));
        Path link = Files.createSymbolicLink(workspace.resolve("link"), one);

        assertThat(ControlGroups.parentName(one))
                .matches("term-executor-[0-9a-f]{16}")
                .isEqualTo(ControlGroups.parentName(link))
                .isNotEqualTo(ControlGroups.parentName(two));
    }

    private ControlGroups groups(List<GroupHierarchy> mounted) throws IOException {
        return new ControlGroups(workspace, new ProcessRunner(), mounted);
    }
}
