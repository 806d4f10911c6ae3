package org.platformnetwork.termexecutor.sandbox;

import java.util.Locale;

/** What cgroups can bound, each through one controller of the kernel. */
public enum LimitedResource {
    MEMORY("memory"),
    PROCESSES("pids"),
    CPU("cpu");

    private final String controller;

    LimitedResource(String controller) {
        this.controller = controller;
    }

    /** The kernel's name, the same in both versions. */
    public String controller() {
        return controller;
    }

    /** The resource as {@code /status} writes it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
