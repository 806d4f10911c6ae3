package org.platformnetwork.termexecutor.sandbox.cgroup;

/**
 * What all processes of a group may use together; zero means no bound.
 *
 * @param memoryBytes memory including page cache and, where the kernel counts it, swap
 * @param processes how many processes and threads may live at once
 * @param cpus how many processors' time, at least 0.01
 */
public record CgroupLimits(long memoryBytes, int processes, double cpus) {

    static final CgroupLimits NONE = new CgroupLimits(0, 0, 0);

    public CgroupLimits {
        if (memoryBytes < 0 || processes < 0) {
            throw new IllegalArgumentException("a limit must not be negative");
        }
        if (cpus != 0 && !(cpus >= 0.01 && cpus <= 100_000)) {
            throw new IllegalArgumentException("cpus: 0, or from 0.01 to 100000");
        }
    }
}
