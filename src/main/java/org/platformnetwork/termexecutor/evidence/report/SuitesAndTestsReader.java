package org.platformnetwork.termexecutor.evidence.report;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of Jest and Vitest: a line for the files, then one for the tests. A file that could
 * not be loaded has no failed test, so that the larger of both lines' failures counts. Vitest's
 * count of unhandled errors is left to its exit code, which a project may have told to ignore them.
 */
final class SuitesAndTestsReader implements ReportReader.OfSummaries {

    private static final Set<String> PASSED = Set.of("passed", "expected fail");
    private static final Set<String> FAILED = Set.of("failed");
    private static final Set<String> SKIPPED = Set.of("skipped", "pending", "todo");

    private final String runner;
    private final Pattern suites;
    private final Pattern tests;
    private final String separator;
    private final String nothingFound;
    private final SummarySum sum = new SummarySum();
    private int failedSuites;

    private SuitesAndTestsReader(
            String runner, String suites, String tests, String separator, String nothingFound) {
        this.runner = runner;
        this.suites = Pattern.compile(suites);
        this.tests = Pattern.compile(tests);
        this.separator = separator;
        this.nothingFound = nothingFound;
    }

    static SuitesAndTestsReader jest() {
        return new SuitesAndTestsReader(
                "Jest",
                "Test Suites: (?:(.*), )?[0-9]+ (?:of [0-9]+ )?total",
                "Tests: {1,8}(?:(.*), )?[0-9]+ total",
                ", ",
                "No tests found, exiting with code 0");
    }

    static SuitesAndTestsReader vitest() {
        return new SuitesAndTestsReader(
                "Vitest",
                " *Test Files  (?:no tests|(.*) \\([0-9]+\\))",
                " *Tests  (?:no tests|(.*) \\([0-9]+\\))",
                " | ",
                "No test files found, exiting with code 0");
    }

    @Override
    public String runner() {
        return runner;
    }

    @Override
    public boolean accept(String line) {
        if (line.equals(nothingFound)) {
            sum.addRun(ReportedCounts.NOTHING);
            return true;
        }
        var suitesLine = read(suites, line);
        if (suitesLine != null) {
            failedSuites = suitesLine.failed();
            return false;
        }
        var testsLine = read(tests, line);
        if (testsLine == null) {
            return false;
        }
        sum.addRun(
                testsLine.passed(),
                Math.max(testsLine.failed(), failedSuites),
                testsLine.skipped());
        failedSuites = 0;
        return true;
    }

    private @Nullable ReportedCounts read(Pattern pattern, String line) {
        var matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        if (matcher.group(1) == null) {
            return ReportedCounts.NOTHING;
        }
        var list = CountList.parse(matcher.group(1), separator);
        return list == null
                ? null
                : new ReportedCounts(list.sumOf(PASSED), list.sumOf(FAILED), list.sumOf(SKIPPED));
    }

    @Override
    public SummarySum sum() {
        return sum;
    }
}
