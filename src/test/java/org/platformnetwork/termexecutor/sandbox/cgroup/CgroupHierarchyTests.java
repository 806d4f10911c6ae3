package org.platformnetwork.termexecutor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupHierarchyTests {

    @Test
    void findsVersion2OfHost() {
        var found =
                CgroupHierarchy.parse(
                        """
                        22 27 0:21 / /proc rw,nosuid shared:12 - proc proc rw
                        29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate
                        """,
                        "0::/system.slice/term-executor.service\n");

        assertThat(found)
                .containsExactly(
                        unified(
                                "/sys/fs/cgroup",
                                "/sys/fs/cgroup/system.slice/term-executor.service"));
    }

    @Test
    void findsRootOfContainersNamespace() {
        var found =
                CgroupHierarchy.parse(
                        "29 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n", "0::/\n");

        assertThat(found).containsExactly(unified("/sys/fs/cgroup", "/sys/fs/cgroup"));
    }

    @Test
    void looksForGroupThatServiceMovedAwayFrom() {
        var found =
                CgroupHierarchy.parse(
                        "29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n",
                        "0::/a/term-executor-service\n");

        assertThat(found).containsExactly(unified("/sys/fs/cgroup", "/sys/fs/cgroup/a"));
    }

    @Test
    void findsControllersOfVersion1InContainerThatSeesItsOwnPartOnly() {
        var found =
                CgroupHierarchy.parse(
                        """
                        40 39 0:31 /docker/0a1 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
                        41 39 0:32 /docker/0a1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
                        42 39 0:33 /docker/0a1 /sys/fs/cgroup/systemd ro - cgroup systemd rw,name=systemd
                        43 39 0:34 /docker/0a1 /sys/fs/cgroup/blkio ro - cgroup cgroup rw,blkio
                        """,
                        """
                        9:blkio:/docker/0a1
                        7:cpu,cpuacct:/docker/0a1
                        5:memory:/docker/0a1/below
                        3:pids:/docker/0a1
                        1:name=systemd:/docker/0a1
                        """);

        assertThat(found)
                .containsExactly(
                        new CgroupHierarchy(
                                false,
                                Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                                Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                                Set.of("cpu", "cpuacct")),
                        new CgroupHierarchy(
                                false,
                                Path.of("/sys/fs/cgroup/memory"),
                                Path.of("/sys/fs/cgroup/memory/below"),
                                Set.of("memory")));
    }

    @Test
    void findsBothVersionsSideBySide() {
        var found =
                CgroupHierarchy.parse(
                        """
                        38 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
                        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                        """,
                        "8:pids:/\n0::/\n");

        assertThat(found).extracting(CgroupHierarchy::unified).containsExactly(false, true);
    }

    @Test
    void ignoresGroupOutsideOfWhatIsMounted() {
        String mounts =
                """
                29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw
                41 39 0:32 /docker/0a1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                """;

        assertThat(CgroupHierarchy.parse(mounts, "0::/../other\n5:memory:/docker/0a12\n"))
                .isEmpty();
    }

    @Test
    void readsEscapedMountPoint() {
        var found =
                CgroupHierarchy.parse(
                        "29 23 0:26 / /a\\040b\\134c rw - cgroup2 cgroup rw\n", "0::/\n");

        assertThat(found).containsExactly(unified("/a b\\c", "/a b\\c"));
    }

    @Test
    void prefersMountThatIsThere(@TempDir Path directory) throws IOException {
        Path there = Files.createDirectory(directory.resolve("there"));
        String gone = "29 23 0:26 / " + directory.resolve("gone") + " rw - cgroup2 cgroup rw\n";
        String mounted = "30 23 0:26 / " + there + " rw - cgroup2 cgroup rw\n";

        for (String mounts : List.of(gone + mounted, mounted + gone)) {
            assertThat(CgroupHierarchy.parse(mounts, "0::/\n"))
                    .extracting(CgroupHierarchy::own)
                    .containsExactly(there);
        }
    }

    @Test
    void ignoresWhatItCannotRead() {
        assertThat(CgroupHierarchy.parse("nonsense\n\n1 2 3\n", "x\n0::\n:\n")).isEmpty();
    }

    private static CgroupHierarchy unified(String mountPoint, String own) {
        return new CgroupHierarchy(true, Path.of(mountPoint), Path.of(own), Set.of());
    }
}
