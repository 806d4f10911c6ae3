package org.platformnetwork.termexecutor.sandbox;

import java.util.Locale;

/** How strongly the commands of a task are held. */
public enum Isolation {
    /** An own session and process group, ended by signals; the user and files are the service's. */
    PROCESS;

    /** The level as settings, {@code /status} and {@code /metrics} write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
