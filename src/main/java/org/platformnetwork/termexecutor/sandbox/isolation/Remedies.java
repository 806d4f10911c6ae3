package org.platformnetwork.termexecutor.sandbox.isolation;

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
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.USERS_UNMAPPED;

import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;

/**
 * What to do on a machine so that it allows more: packages, sysctls, and the options of {@code
 * docker run} or a pod's fields. What is not in the way here is not named.
 */
public record Remedies(HostFacts machine) {

    /** The second for the loopback interface of install commands without a network. */
    private static final String ROOT_CAPABILITIES = " --cap-add SYS_ADMIN --cap-add NET_ADMIN";

    /** What the image has: entries for the users of level {@code uid}. */
    static final String ENTRIES =
            "for i in $(seq %d %d); do echo \"task$i:x:$i:$i::/run/term-executor.homes/$i:/bin/bash\""
                            .formatted(UidRange.FIRST, UidRange.LAST)
                    + " >>/etc/passwd; echo \"task$i:x:$i:\" >>/etc/group; done";

    /** For namespaces that bubblewrap, which is there, may not make. */
    List<String> namespaces() {
        var remedies = new ArrayList<String>();
        var where = machine.is(CONTAINER) ? "on the host: " : "";
        if (machine.is(NO_UNPRIVILEGED_NAMESPACES)) {
            remedies.add(where + "sysctl -w kernel.unprivileged_userns_clone=1");
        }
        if (machine.is(NO_USER_NAMESPACES)) {
            remedies.add(where + "sysctl -w user.max_user_namespaces=15000");
        }
        if (machine.is(APPARMOR_RESTRICTS)) {
            remedies.add(where + "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
        }
        if (machine.is(USERS_UNMAPPED)) {
            remedies.add(mapping());
        }
        if (machine.is(CONTAINER)) {
            if (remedies.isEmpty()
                    || machine.is(FILTERED)
                    || machine.is(CONFINED)
                    || machine.is(NO_SYS_ADMIN)) {
                remedies.add(
                        machine.is(POD)
                                ? KubernetesRemedies.NAMESPACES
                                : "docker run " + containerOptions());
            }
        } else if (machine.is(NO_SYS_ADMIN)) {
            remedies.add("leave CAP_SYS_ADMIN to the service, or run it as an ordinary user");
        } else if (machine.is(FILTERED)) {
            remedies.add(
                    "let the service's unit or supervisor filter no system calls"
                            + " (systemd: SystemCallFilter=, RestrictNamespaces=)");
        }
        return remedies;
    }

    private String containerOptions() {
        var options =
                new StringBuilder(
                        "--security-opt seccomp=unconfined --security-opt systempaths=unconfined");
        if (machine.is(CONFINED)) {
            options.append(" --security-opt apparmor=unconfined");
        }
        if (machine.is(ROOT)) {
            options.append(ROOT_CAPABILITIES);
        }
        return options.toString();
    }

    private static String mapping() {
        return "map 65536 users into the service's user namespace"
                + " (/etc/subuid, /etc/subgid),"
                + " or run it as an ordinary user";
    }

    /** For users of their own that sandboxes cannot have, though all programs are there. */
    List<String> users() {
        if (machine.is(POD)) {
            var remedies = new KubernetesRemedies(machine).users();
            if (!remedies.isEmpty()) {
                return remedies;
            }
        }
        if (!machine.is(ROOT)) {
            return List.of(
                    machine.is(CONTAINER)
                            ? "run the service as root (docker run --user 0)"
                            : "run the service as root");
        }
        if (machine.is(USERS_UNMAPPED)) {
            return List.of(mapping());
        }
        if (machine.is(NO_OTHER_USERS)) {
            var rights = "CHOWN DAC_OVERRIDE FOWNER KILL SETGID SETUID";
            return List.of(
                    machine.is(CONTAINER)
                            ? "docker run --cap-add " + rights.replace(" ", " --cap-add ")
                            : "leave the service the capabilities " + rights);
        }
        return List.of("put WORKSPACE_BASE below directories that every user may pass (mode o+x)");
    }

    /** For a {@code /run} in which the users of sandboxes cannot be locked. */
    List<String> locks() {
        return List.of(
                inContainer(
                        "pod: an emptyDir at /run",
                        "docker run --tmpfs /run",
                        "let the service write in /run"));
    }

    /** For agents that cannot have a network of their own, though all programs are there. */
    List<String> network() {
        if (!machine.is(CONTAINER)) {
            if (machine.is(NO_TUN)) {
                return List.of(
                        "modprobe tun && chmod 666 /dev/net/tun"
                                + " (the service must be able to open it)");
            }
            return machine.is(NO_NET_ADMIN)
                    ? List.of("leave CAP_NET_ADMIN to the service")
                    : List.of();
        }
        if (machine.is(POD)) {
            return new KubernetesRemedies(machine).network();
        }
        var options = new ArrayList<String>();
        if (machine.is(NO_TUN)) {
            options.add("--device /dev/net/tun");
        }
        if (machine.is(NO_NET_ADMIN)) {
            options.add("--cap-add NET_ADMIN");
        }
        return options.isEmpty() ? List.of() : List.of("docker run " + String.join(" ", options));
    }

    /**
     * For resources that cgroups do not bind.
     *
     * @param reason the kernel's, or that it has no cgroups
     * @param unified whether the groups here are of version 2
     */
    public List<String> groups(String reason, boolean unified) {
        if (machine.is(POD)) {
            return new KubernetesRemedies(machine).groups(unified);
        }
        if (!machine.is(CONTAINER)) {
            return machine.is(ROOT) && !reason.contains("others are in")
                    ? List.of("let the service write in /sys/fs/cgroup")
                    : List.of(
                            "run the service as a systemd unit of its own with Delegate=yes"
                                    + " (to try: systemd-run --pty -p Delegate=yes java …)");
        }
        var root = machine.is(ROOT) ? "" : " --user 0";
        return List.of(
                unified
                        ? "docker run --cgroupns=private --security-opt writable-cgroups=true"
                                + root
                                + " (Docker 28; Podman: --security-opt unmask=/sys/fs/cgroup)"
                        : "docker run --cgroupns=host -v /sys/fs/cgroup:/sys/fs/cgroup" + root);
    }

    /** For a {@code WORKSPACE_BASE} that is not the service's to write in. */
    public List<String> workspace() {
        return List.of(
                inContainer(
                        "pod: a volume there that fsGroup opens to its user,"
                                + " or set WORKSPACE_BASE",
                        "mount a volume there that the container's user may write in"
                                + " (docker run -v NAME:DIRECTORY), or set WORKSPACE_BASE",
                        "give it to the service's user (chown), or set WORKSPACE_BASE"));
    }

    /** For overlays of which not one can be mounted: the file system cannot hold what changes. */
    List<String> overlays() {
        return List.of(
                inContainer(
                        "pod: WORKSPACE_BASE on a volume",
                        "put WORKSPACE_BASE on a volume (docker run -v NAME:DIRECTORY)",
                        "put WORKSPACE_BASE on a local file system that is no overlay"
                                + " (ext4, xfs, btrfs)"));
    }

    /** For a {@code /proc} that shows the processes of the whole container. */
    List<String> ownProc() {
        return List.of(
                machine.is(POD)
                        ? "pod: " + KubernetesRemedies.UNMASKED
                        : "docker run --security-opt systempaths=unconfined");
    }

    /**
     * For directories of the system that cannot be stacked though trees can: without root, because
     * of what is mounted below them. Root of a pod's user namespace can stack nothing.
     */
    List<String> systemOverlays() {
        if (machine.is(ROOT) || machine.is(POD)) {
            return List.of();
        }
        return List.of(
                machine.is(CONTAINER)
                        ? "docker run --user 0" + ROOT_CAPABILITIES
                        : "run the service as root");
    }

    private String inContainer(String ofPod, String ofDocker, String elsewhere) {
        if (machine.is(POD)) {
            return ofPod;
        }
        return machine.is(CONTAINER) ? ofDocker : elsewhere;
    }

    /** For a package of Debian's, or several. */
    static String install(String packages) {
        return "apt-get install " + packages;
    }
}
