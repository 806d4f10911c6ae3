package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a task as it was run.
 *
 * @param phase the task's status meanwhile
 * @param name which step of the phase: a command's number, a script's name
 * @param exitCode null when it ended in another way, or was no single command
 * @param signal what ended it, for example {@code SIGKILL}; null when it exited
 * @param duration by the wall clock
 * @param cpuTime user and system time of all its processes; null where that is not known
 * @param peakMemoryBytes null where that is not known
 * @param timedOut whether it ran into its time limit
 * @param limit another limit that it ran into, for example {@code memory}; null when none
 */
public record PhaseReport(
        TaskStatus phase,
        String name,
        @Nullable Integer exitCode,
        @Nullable String signal,
        Duration duration,
        @Nullable Duration cpuTime,
        @Nullable Long peakMemoryBytes,
        boolean timedOut,
        @Nullable String limit) {}
