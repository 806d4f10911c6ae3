package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait;

class HostFactsTests {

    private static final String ALL = "000001ffffffffff";

    /** What Docker leaves to root. */
    private static final String DOCKER = "00000000a80425fb";

    @TempDir Path proc;

    @Test
    void wholeRootHasNoOtherTrait() throws IOException {
        status("0", ALL, "0");
        write("self/uid_map", "         0          0 4294967295\n");
        write("sys/user/max_user_namespaces", "96365\n");
        write("sys/kernel/unprivileged_userns_clone", "1\n");
        write("sys/kernel/apparmor_restrict_unprivileged_userns", "0\n");
        write("self/attr/current", "unconfined\n");

        assertThat(HostFacts.traits(proc)).containsExactly(HostTrait.ROOT);
    }

    @Test
    void rootOfContainerLacksTwoCapabilities() throws IOException {
        status("0", DOCKER, "2");
        write("self/attr/current", "docker-default (enforce)\n");

        assertThat(HostFacts.traits(proc))
                .containsExactlyInAnyOrder(
                        HostTrait.ROOT,
                        HostTrait.NO_SYS_ADMIN,
                        HostTrait.NO_NET_ADMIN,
                        HostTrait.FILTERED,
                        HostTrait.CONFINED);
    }

    @Test
    void rootWithoutCapabilitiesCannotHaveOtherUsers() throws IOException {
        status("0", "0000000000000000", "0");

        assertThat(HostFacts.traits(proc)).contains(HostTrait.NO_OTHER_USERS);
    }

    @Test
    void rightsOfOthersAreNotMissed() throws IOException {
        status("1000", "0000000000000000", "0");

        assertThat(HostFacts.traits(proc)).isEmpty();
    }

    @Test
    void mapHasToReachTheLastUser() throws IOException {
        status("0", ALL, "0");
        write("self/uid_map", "0 1000 1\n1 100000 64998\n");
        assertThat(HostFacts.traits(proc)).contains(HostTrait.USERS_UNMAPPED);

        write("self/uid_map", "0 1000 1\n1 100000 64999\n");
        assertThat(HostFacts.traits(proc)).doesNotContain(HostTrait.USERS_UNMAPPED);

        write("self/uid_map", "64000 100000 1000\n");
        assertThat(HostFacts.traits(proc)).doesNotContain(HostTrait.USERS_UNMAPPED);

        write("self/uid_map", "64001 100000 1000\n");
        assertThat(HostFacts.traits(proc)).contains(HostTrait.USERS_UNMAPPED);
    }

    @Test
    void readsTheThreeSysctls() throws IOException {
        status("1000", "0000000000000000", "0");
        write("sys/user/max_user_namespaces", "0\n");
        write("sys/kernel/unprivileged_userns_clone", "0\n");
        write("sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");

        assertThat(HostFacts.traits(proc))
                .containsExactlyInAnyOrder(
                        HostTrait.NO_USER_NAMESPACES,
                        HostTrait.NO_UNPRIVILEGED_NAMESPACES,
                        HostTrait.APPARMOR_RESTRICTS);
    }

    @Test
    void podHasNoOtherSignThanItsTerminationLog() throws IOException {
        assertThat(HostFacts.surroundings(proc)).isEmpty();

        write("dev/termination-log", "");
        assertThat(HostFacts.surroundings(proc))
                .containsExactlyInAnyOrder(HostTrait.POD, HostTrait.CONTAINER);
    }

    @Test
    void containerOfDockerIsNoPod() throws IOException {
        write(".dockerenv", "");

        assertThat(HostFacts.surroundings(proc)).containsExactly(HostTrait.CONTAINER);
    }

    @Test
    void knowsWhoItIsHere() throws IOException {
        boolean root =
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));

        assertThat(HostFacts.here().is(HostTrait.ROOT)).isEqualTo(root);
    }

    private void status(String uid, String capabilities, String seccomp) throws IOException {
        write(
                "self/status",
                "Name:\tjava\nUid:\t%1$s\t%1$s\t%1$s\t%1$s\nCapEff:\t%2$s\nSeccomp:\t%3$s\n"
                        .formatted(uid, capabilities, seccomp));
    }

    private void write(String file, String content) throws IOException {
        var path = proc.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
