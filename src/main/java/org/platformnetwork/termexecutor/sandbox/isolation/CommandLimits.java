package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Confinement;
import org.platformnetwork.termexecutor.process.SystemCallFilter;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup;

/**
 * What a level puts into a command's line so that its limits hold.
 *
 * @param group entered before anything else
 * @param shellLimits lines of a shell that set the limits of each single process
 * @param processes how many the command's user may have, set as this user right before the task's
 *     own program; 0 for no limit
 */
public record CommandLimits(Cgroup group, String shellLimits, int processes) {

    /**
     * Without cgroups a thousand busy processes of a task would otherwise leave the service too
     * little of the processors to end them in time; a priority once given up cannot be taken back.
     */
    static final List<String> LOW_PRIORITY = List.of("nice", "-n", "19");

    static final CommandLimits NONE = new CommandLimits(Cgroup.NONE, "", 0);

    /**
     * As the group knows it.
     *
     * @param ownedDirectory as {@link Confinement} has it
     * @param filter as {@link Confinement} has it
     */
    Confinement confinement(@Nullable Path ownedDirectory, @Nullable SystemCallFilter filter) {
        return new Confinement(
                ownedDirectory, filter, group::isEmpty, group.usage().peakMemoryBytes() != null);
    }

    /** Goes before everything else, at the lowest priority; mutable. */
    List<String> enter() {
        var command = enterAnd(Cgroup.BECOME);
        command.addAll(LOW_PRIORITY);
        return command;
    }

    /** A shell in the group that does something with its arguments; mutable. */
    List<String> enterAnd(String then) {
        return group.enterCommand(shellLimits + then);
    }
}
