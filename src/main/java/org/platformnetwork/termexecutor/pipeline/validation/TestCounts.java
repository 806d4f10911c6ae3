package org.platformnetwork.termexecutor.pipeline.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.report.ReportedCounts;
import org.platformnetwork.termexecutor.evidence.report.TestReports.RunnerReport;

/** What all runners of a script reported together. */
record TestCounts(long failed, long all) {

    /** Null when none reported anything. */
    static @Nullable TestCounts of(List<RunnerReport> reports) {
        if (reports.isEmpty()) {
            return null;
        }
        long failed = 0;
        long all = 0;
        for (var report : reports) {
            ReportedCounts counts = report.counts();
            failed += counts.failed();
            all += (long) counts.passed() + counts.failed() + counts.skipped();
        }
        return new TestCounts(failed, all);
    }

    /** What AVA reports once a test fails, whatever passed. */
    boolean hasFailuresAlone() {
        return failed == all;
    }
}
