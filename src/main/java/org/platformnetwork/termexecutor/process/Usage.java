package org.platformnetwork.termexecutor.process;

import java.time.Duration;

/**
 * What a command used.
 *
 * @param duration wall time from its start to the end of its main process
 * @param cpuTime user and system time of the command and of every descendant that was waited for
 * @param peakMemoryBytes the largest resident set of any one of its processes, as {@link
 *     PeakMemory} can tell; 0 when it ended before anything could be seen
 */
public record Usage(Duration duration, Duration cpuTime, long peakMemoryBytes) {

    static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);
}
