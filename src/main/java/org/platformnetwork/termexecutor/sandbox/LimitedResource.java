package org.platformnetwork.termexecutor.sandbox;

import java.util.List;
import java.util.Locale;

/** What cgroups can bound, each through one controller of the kernel. */
public enum LimitedResource {
    MEMORY("memory"),
    PROCESSES("pids"),
    CPU("cpu");

    private final String controller;

    LimitedResource(String controller) {
        this.controller = controller;
    }

    /** The kernel's name, the same in both versions. */
    public String controller() {
        return controller;
    }

    /** The resource as {@code /status} writes it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether cgroups bound a resource.
     *
     * @param detail the version in force, {@code v1} or {@code v2}, else one phrase that says why
     *     not and names no path of the host
     */
    public record LimitStatus(LimitedResource resource, boolean inForce, String detail) {}

    /**
     * What enforces one of a task's limits on this machine.
     *
     * @param enforced whether a cgroup holds the whole command, or no limit is set
     * @param detail what limits it instead, and why, in one phrase
     * @param remedies as in {@link Limitation}
     */
    public record LimitReport(
            LimitedResource resource, boolean enforced, String detail, List<String> remedies) {

        public LimitReport {
            remedies = List.copyOf(remedies);
        }
    }
}
