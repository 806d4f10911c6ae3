package org.platformnetwork.termexecutor.sandbox;

/** How long a prepared layer may be used again. */
public enum LayerLifetime {
    /** By the task that it was made for alone: other tasks could write to it. */
    TASK,
    /** As long as the service runs: it goes with what install commands did to the machine. */
    SERVICE,
    /** Until the machine restarts or something changes that layers rest on. */
    MACHINE
}
