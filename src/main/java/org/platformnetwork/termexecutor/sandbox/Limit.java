package org.platformnetwork.termexecutor.sandbox;

import java.util.Locale;

/** What a command ran into. */
public enum Limit {
    MEMORY,
    PROCESSES,
    DISK,
    INODES,
    FILE_SIZE,
    /** The machine's or the container's, which says nothing about the command. */
    HOST_MEMORY;

    /** As results write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
