package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.APPARMOR_RESTRICTS;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.CONFINED;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.CONTAINER;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.FILTERED;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_NET_ADMIN;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_OTHER_USERS;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_SYS_ADMIN;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_TUN;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_UNPRIVILEGED_NAMESPACES;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_USER_NAMESPACES;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.POD;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.ROOT;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.Limitation;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait;

class RemediesTests {

    private static final String FLAGS =
            "docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined";

    @Test
    void containersOfUsersNeedTwoFlags() {
        assertThat(remedies(CONTAINER, FILTERED).namespaces()).containsExactly(FLAGS);
        assertThat(remedies(CONTAINER).namespaces()).containsExactly(FLAGS);
    }

    @Test
    void containersOfRootNeedTheCapabilityToo() {
        assertThat(remedies(CONTAINER, ROOT, FILTERED, NO_SYS_ADMIN).namespaces())
                .containsExactly(FLAGS + " --cap-add SYS_ADMIN --cap-add NET_ADMIN");
        assertThat(remedies(CONTAINER, ROOT, FILTERED, NO_SYS_ADMIN, CONFINED).namespaces())
                .containsExactly(
                        FLAGS
                                + " --security-opt apparmor=unconfined --cap-add SYS_ADMIN"
                                + " --cap-add NET_ADMIN");
    }

    @Test
    void sysctlsAreTheHosts() {
        assertThat(remedies(NO_UNPRIVILEGED_NAMESPACES).namespaces())
                .containsExactly("sysctl -w kernel.unprivileged_userns_clone=1");
        assertThat(remedies(NO_USER_NAMESPACES, APPARMOR_RESTRICTS).namespaces())
                .containsExactly(
                        "sysctl -w user.max_user_namespaces=15000",
                        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
        assertThat(remedies(CONTAINER, FILTERED, APPARMOR_RESTRICTS).namespaces())
                .containsExactly(
                        "on the host: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
                        FLAGS);
    }

    @Test
    void usersNeedRootOrItsCapabilities() {
        assertThat(remedies().users()).containsExactly("run the service as root");
        assertThat(remedies(CONTAINER).users())
                .containsExactly("run the service as root (docker run --user 0)");
        assertThat(remedies(CONTAINER, ROOT, NO_OTHER_USERS).users())
                .containsExactly(
                        "docker run --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER"
                                + " --cap-add KILL --cap-add SETGID --cap-add SETUID");
        assertThat(remedies(ROOT).users()).singleElement().asString().contains("o+x");
    }

    @Test
    void networkNeedsTheDeviceAndTheCapability() {
        assertThat(remedies(CONTAINER, ROOT, NO_TUN, NO_NET_ADMIN).network())
                .containsExactly("docker run --device /dev/net/tun --cap-add NET_ADMIN");
        assertThat(remedies(CONTAINER, NO_TUN).network())
                .containsExactly("docker run --device /dev/net/tun");
        assertThat(remedies(NO_TUN).network())
                .singleElement()
                .asString()
                .startsWith("modprobe tun");
        assertThat(remedies(CONTAINER).network()).isEmpty();
        assertThat(remedies(ROOT).network()).isEmpty();
    }

    @Test
    void overlaysNeedAFileSystemAndThoseOfTheSystemRoot() {
        assertThat(remedies(CONTAINER).overlays()).singleElement().asString().contains("volume");
        assertThat(remedies().overlays()).singleElement().asString().contains("local file system");
        assertThat(remedies(CONTAINER).systemOverlays())
                .containsExactly("docker run --user 0 --cap-add SYS_ADMIN --cap-add NET_ADMIN");
        assertThat(remedies().systemOverlays()).containsExactly("run the service as root");
        assertThat(remedies(ROOT).systemOverlays()).isEmpty();
    }

    @Test
    void groupsNeedWhatTheirVersionHas() {
        var readOnly = "Read-only file system";
        assertThat(remedies(CONTAINER, ROOT).groups(readOnly, true))
                .singleElement()
                .asString()
                .startsWith("docker run --cgroupns=private --security-opt writable-cgroups=true (");
        assertThat(remedies(CONTAINER).groups(readOnly, false))
                .containsExactly(
                        "docker run --cgroupns=host -v /sys/fs/cgroup:/sys/fs/cgroup --user 0");
        assertThat(remedies().groups("Permission denied", true))
                .singleElement()
                .asString()
                .contains("Delegate=yes");
        assertThat(remedies(ROOT).groups("busy (others are in the service's cgroup)", true))
                .singleElement()
                .asString()
                .contains("Delegate=yes");
    }

    @Test
    void podsNeedFieldsOfTheirManifest() {
        assertThat(remedies(POD, CONTAINER, ROOT, FILTERED, NO_SYS_ADMIN).namespaces())
                .containsExactly(
                        "pod: runAsUser: 10001, hostUsers: false and procMount: Unmasked,"
                                + " seccompProfile and appArmorProfile Unconfined");
        assertThat(remedies(POD, CONTAINER, APPARMOR_RESTRICTS).namespaces())
                .containsExactly(
                        "on the host: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
        assertThat(remedies(POD, CONTAINER).ownProc())
                .containsExactly("pod: hostUsers: false and procMount: Unmasked");
        assertThat(remedies(POD, CONTAINER, NO_TUN).network())
                .singleElement()
                .asString()
                .contains("device plugin");
        assertThat(remedies(POD, CONTAINER, ROOT, NO_NET_ADMIN).network()).isEmpty();
        assertThat(remedies(POD, CONTAINER, ROOT, NO_OTHER_USERS).users())
                .containsExactly(
                        "pod: capabilities:"
                                + " {add: [CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID]}");
        assertThat(remedies(POD, CONTAINER, ROOT).users())
                .singleElement()
                .asString()
                .contains("o+x");
    }

    @Test
    void nothingNamesDockerInAPod() {
        for (var who : List.of(Set.<HostTrait>of(), Set.of(ROOT, NO_SYS_ADMIN, NO_OTHER_USERS))) {
            var traits = EnumSet.of(POD, CONTAINER, FILTERED, CONFINED, NO_TUN);
            traits.addAll(who);
            var remedies = new Remedies(new HostFacts(traits));

            assertThat(
                            Stream.of(
                                            remedies.namespaces(),
                                            remedies.users(),
                                            remedies.locks(),
                                            remedies.network(),
                                            remedies.groups("Read-only file system", true),
                                            remedies.groups("Read-only file system", false),
                                            remedies.workspace(),
                                            remedies.overlays(),
                                            remedies.ownProc(),
                                            remedies.systemOverlays())
                                    .flatMap(List::stream))
                    .isNotEmpty()
                    .allSatisfy(
                            fix -> assertThat(fix).doesNotContain("docker", "systemd", "modprobe"));
        }
    }

    @Test
    void bubblewrapHasToBeNewEnough() {
        assertThat(NamespaceDiagnosis.isOld("bubblewrap 0.7.9\n")).isTrue();
        assertThat(NamespaceDiagnosis.isOld("bubblewrap 0.8.0\n")).isFalse();
        assertThat(NamespaceDiagnosis.isOld("bubblewrap 0.11.0\n")).isFalse();
        assertThat(NamespaceDiagnosis.isOld("bubblewrap 1.0.0\n")).isFalse();
        assertThat(NamespaceDiagnosis.isOld("something else\n")).isFalse();
    }

    @Test
    void sentenceNamesEveryMend() {
        assertThat(new Limitation("It is so.", List.of()).sentence()).isEqualTo("It is so.");
        assertThat(new Limitation("It is so.", List.of("do this", "do that")).sentence())
                .isEqualTo("It is so. Fix: do this; do that.");
    }

    private static Remedies remedies(HostTrait... traits) {
        return new Remedies(new HostFacts(Set.of(traits)));
    }
}
