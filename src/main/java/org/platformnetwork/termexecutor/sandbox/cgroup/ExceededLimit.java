package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.util.Locale;

/** Which bound a group ran into. */
public enum ExceededLimit {
    /** The group needed more memory than it may, and the kernel killed something in it. */
    MEMORY,
    /**
     * The kernel refused the group a process or thread. Nothing is killed, and a program may well
     * cope: it explains a failure, but is not one by itself.
     */
    PROCESSES,
    /**
     * The kernel killed something in the group for want of memory outside of it, in the container
     * or the machine: no fault of the command.
     */
    HOST_MEMORY;

    /** The bound as results and logs write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
