package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/**
 * What holds a task to one of its limits on this machine.
 *
 * @param held whether a control group holds the whole command, or no limit is set
 * @param detail what holds it instead, and why, in one phrase
 * @param mends as in {@link Obstacle}
 */
public record LimitReport(BoundResource resource, boolean held, String detail, List<String> mends) {

    public LimitReport {
        mends = List.copyOf(mends);
    }
}
