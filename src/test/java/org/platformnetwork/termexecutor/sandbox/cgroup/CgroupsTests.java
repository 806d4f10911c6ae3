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
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupUsage;

class CgroupsTests {

    @TempDir Path workspace;

    @Test
    void bindsNothingWhereNothingIsMounted() throws IOException {
        var groups = groups(List.of());

        assertThat(groups.describe())
                .extracting(LimitStatus::inForce, LimitStatus::detail)
                .hasSize(3)
                .containsOnly(tuple(false, "no cgroups are mounted"));
    }

    @Test
    void opensGroupThatDoesNothingWhereNothingIsMounted() throws IOException {
        try (var group = groups(List.of()).open("empty", new CgroupLimits(1, 1, 1))) {
            assertThat(group.enterCommand()).endsWith("sh", "--");
            assertThat(group.usage()).isEqualTo(new CgroupUsage(null, null));
            assertThat(group.exceeded()).isEmpty();
            assertThat(group.wasEntered()).isTrue();
        }
    }

    @Test
    void saysWhyResourceIsNotBound() throws IOException {
        Path gone = workspace.resolve("gone");

        var groups = groups(List.of(new CgroupHierarchy(false, gone, gone, Set.of("memory"))));

        assertThat(groups.describe())
                .containsExactly(
                        new LimitStatus(LimitedResource.MEMORY, false, "No such file or directory"),
                        new LimitStatus(LimitedResource.PROCESSES, false, "it has no controller"),
                        new LimitStatus(LimitedResource.CPU, false, "it has no controller"));
    }

    @Test
    void namesParentAfterTheWorkspace() throws IOException {
        Path one = Files.createDirectory(workspace.resolve("one"));
        Path two = Files.createDirectory(workspace.resolve("two"));
        Path link = Files.createSymbolicLink(workspace.resolve("link"), one);

        assertThat(Cgroups.parentName(one))
                .matches("term-executor-[0-9a-f]{16}")
                .isEqualTo(Cgroups.parentName(link))
                .isNotEqualTo(Cgroups.parentName(two));
    }

    private Cgroups groups(List<CgroupHierarchy> mounted) throws IOException {
        return new Cgroups(workspace, new ProcessRunner(), mounted);
    }
}
