package org.platformnetwork.termexecutor.pipeline.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.TestNames;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.evidence.report.TestReports.RunnerReport;

/**
 * How a script ran in the validation of its task.
 *
 * @param exitCode null when a limit ended it
 * @param output the end of what it printed
 * @param objection why it is no pass although it exited 0; null when nothing speaks against it
 * @param limit what ended it, as a sentence; null when it ended by itself
 * @param reports the summaries that its runners printed
 * @param passedTests names of tests that passed by what it printed
 */
public record ScriptRun(
        String name,
        @Nullable Integer exitCode,
        String output,
        @Nullable String objection,
        @Nullable String limit,
        List<RunnerReport> reports,
        List<String> passedTests) {

    /** Characters of the output. */
    static final int MAX_OUTPUT = 16 * 1024;

    public ScriptRun {
        reports = List.copyOf(reports);
        // Rows written before have none.
        passedTests = passedTests == null ? List.of() : List.copyOf(passedTests);
    }

    /**
     * A run that has ended.
     *
     * @param limit as above
     */
    static ScriptRun of(TestResult result, @Nullable String limit) {
        var output = result.output();
        return new ScriptRun(
                result.name(),
                result.exitCode(),
                output.substring(Math.max(0, output.length() - MAX_OUTPUT)),
                result.objection(),
                limit,
                TestReports.read(output),
                TestNames.passed(output));
    }

    public boolean passed() {
        return exitCode != null && exitCode == 0 && objection == null && limit == null;
    }
}
