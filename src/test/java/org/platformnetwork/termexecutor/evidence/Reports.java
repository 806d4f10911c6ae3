package org.platformnetwork.termexecutor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.platformnetwork.termexecutor.evidence.report.ReportedCounts;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.evidence.report.TestReports.RunnerReport;

/** Compares what is read from an excerpt of a runner's real output. */
final class Reports {

    private Reports() {}

    static void assertReport(String output, String runner, int passed, int failed, int skipped) {
        assertThat(TestReports.read(output))
                .containsExactly(
                        new RunnerReport(runner, new ReportedCounts(passed, failed, skipped)));
    }

    static void assertNoReport(String output) {
        assertThat(TestReports.read(output)).isEmpty();
    }
}
