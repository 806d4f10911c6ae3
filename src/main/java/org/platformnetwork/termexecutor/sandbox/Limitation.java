package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/**
 * Something that this machine denies the service.
 *
 * @param description one sentence or clause that names no path of the host
 * @param remedies what to do about it, all of it where there are several; empty where nothing helps
 */
public record Limitation(String description, List<String> remedies) {

    public Limitation {
        remedies = List.copyOf(remedies);
    }

    /** All in one line, as the log and {@code /status} have it. */
    public String sentence() {
        return remedies.isEmpty()
                ? description
                : description + " Fix: " + String.join("; ", remedies) + ".";
    }
}
