package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/**
 * What a level puts into a command's line so that its limits hold.
 *
 * @param group entered before anything else
 * @param shellLimits lines of a shell that set the limits of each single process
 * @param asUser goes right before the task's own program, as its user: the limits that are the
 *     user's
 */
record Bounds(ControlGroup group, String shellLimits, List<String> asUser) {

    static final Bounds NONE = new Bounds(ControlGroup.NONE, "", List.of());

    Bounds {
        asUser = List.copyOf(asUser);
    }

    /** Goes before everything else; mutable. */
    List<String> enter() {
        return enterAnd(ControlGroup.BECOME);
    }

    /** As {@link #enter()}, but that the shell does something else with its arguments. */
    List<String> enterAnd(String then) {
        return group.enterCommand(shellLimits + then);
    }
}
