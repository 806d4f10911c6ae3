package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

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
