package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.Nullable;

/**
 * How one test script ended.
 *
 * @param exitCode null when it ran into its time limit
 * @param output what it printed, capped
 */
public record TestResult(String name, @Nullable Integer exitCode, String output) {

    public boolean passed() {
        return exitCode != null && exitCode == 0;
    }
}
