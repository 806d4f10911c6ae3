package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_OTHER_USERS;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.NO_TUN;
import static org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait.ROOT;

import java.util.List;

/**
 * The fixes for a container of Kubernetes, where no option of Docker's helps: fields of the pod's
 * manifest, as {@code src/deploy/kubernetes} has them, and what its node has to allow.
 */
record KubernetesRemedies(HostFacts machine) {

    /** Needs a node whose runtime knows user namespaces. */
    static final String UNMASKED = "hostUsers: false and procMount: Unmasked";

    static final String NAMESPACES =
            "pod: runAsUser: 10001, "
                    + UNMASKED
                    + ", seccompProfile and appArmorProfile Unconfined";

    private static final String CAPABILITIES =
            "capabilities: {add: [CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID]}";

    /** As {@link Remedies#users()}; empty when the manifest is not what is in the way. */
    List<String> users() {
        if (!machine.is(ROOT)) {
            return List.of("pod: runAsUser: 0, " + CAPABILITIES);
        }
        return machine.is(NO_OTHER_USERS) ? List.of("pod: " + CAPABILITIES) : List.of();
    }

    /** As {@link Remedies#network()}; capabilities of a pod's root do not suffice. */
    List<String> network() {
        return machine.is(NO_TUN)
                ? List.of("pod: a device plugin's /dev/net/tun, named in the limits")
                : List.of();
    }

    /** As {@link Remedies#groups}; a user of a pod who is not root never owns its group. */
    List<String> groups(boolean unified) {
        return unified && machine.is(ROOT)
                ? List.of("on the node: cgroup_writable = true for the runtime (containerd 2.1)")
                : List.of();
    }
}
