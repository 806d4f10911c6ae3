package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.Nullable;

/**
 * How one test script ended.
 *
 * @param exitCode null when it ran into its time limit
 * @param output what it printed, capped
 * @param objection why it is no pass although it exited 0, by its own report; null when there is
 *     nothing to object
 */
public record TestResult(
        String name, @Nullable Integer exitCode, String output, @Nullable String objection) {

    TestResult withoutOutput() {
        return new TestResult(name, exitCode, "", objection);
    }

    public boolean passed() {
        return exitCode != null && exitCode == 0 && objection == null;
    }
}
