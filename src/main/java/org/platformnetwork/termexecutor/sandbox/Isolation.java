package org.platformnetwork.termexecutor.sandbox;

import java.util.Locale;

/** How strongly the commands of a task are contained, the strongest first. */
public enum Isolation {
    /**
     * Own mount, process, IPC, host name and, where a phase asks for it, network namespaces by
     * bubblewrap; the working tree at its own path, the system read-only.
     */
    NAMESPACES,
    /** A user of the machine for each sandbox, ended and cleaned up after as a whole. */
    UID,
    /** An own session and process group, ended by signals; the user and files are the service's. */
    PROCESS;

    /** The level as settings, {@code /status}, results and {@code /metrics} write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
