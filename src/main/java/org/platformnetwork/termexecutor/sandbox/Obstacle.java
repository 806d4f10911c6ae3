package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/**
 * Something that this machine denies the service.
 *
 * @param what one sentence or clause that names no path of the host
 * @param mends what to do about it, all of it where there are several; empty where nothing helps
 */
public record Obstacle(String what, List<String> mends) {

    public Obstacle {
        mends = List.copyOf(mends);
    }

    /** All in one line, as the log and {@code /status} have it. */
    public String sentence() {
        return mends.isEmpty() ? what : what + " Mend: " + String.join("; ", mends) + ".";
    }
}
