package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all processes of a group used, the dead included; null where the kernel does not tell.
 *
 * @param peakMemoryBytes the most memory at any one time, page cache included
 * @param cpuTime user and system time of all processors
 */
public record CgroupUsage(@Nullable Long peakMemoryBytes, @Nullable Duration cpuTime) {}
