package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.Nullable;

/**
 * How one test script ended.
 *
 * @param exitCode null when it ran into its time limit
 * @param output what it printed, capped
 * @param objection why it is no pass although it exited 0, by its own report; null when there is
 *     nothing to object
 * @param control how its negative control came out
 * @param controlNote why it has none, or what came out instead; null when there is nothing to say
 */
public record TestResult(
        String name,
        @Nullable Integer exitCode,
        String output,
        @Nullable String objection,
        Control control,
        @Nullable String controlNote) {

    /** Those stored before there were controls have none. */
    @SuppressWarnings("ConstantValue")
    public TestResult {
        control = control == null ? Control.OFF : control;
    }

    /** Without a control. */
    public TestResult(
            String name, @Nullable Integer exitCode, String output, @Nullable String objection) {
        this(name, exitCode, output, objection, Control.OFF, null);
    }

    TestResult withoutOutput() {
        return new TestResult(name, exitCode, "", objection, control, controlNote);
    }

    /** The same with what its control showed. */
    public TestResult with(Control shown, @Nullable String note) {
        return new TestResult(name, exitCode, output, objection, shown, note);
    }

    public boolean passed() {
        return exitCode != null && exitCode == 0 && objection == null;
    }
}
