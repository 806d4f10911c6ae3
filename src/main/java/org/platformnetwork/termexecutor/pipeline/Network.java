package org.platformnetwork.termexecutor.pipeline;

/** Whether the commands of a phase may reach anything outside. */
public enum Network {
    NONE,
    ALLOW
}
