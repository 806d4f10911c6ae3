package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/**
 * What holds a task to one of its limits on this machine.
 *
 * @param enforced whether a control group holds the whole command, or no limit is set
 * @param detail what holds it instead, and why, in one phrase
 * @param remedies as in {@link Limitation}
 */
public record LimitReport(
        LimitedResource resource, boolean enforced, String detail, List<String> remedies) {

    public LimitReport {
        remedies = List.copyOf(remedies);
    }
}
