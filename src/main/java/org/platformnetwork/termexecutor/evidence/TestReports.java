package org.platformnetwork.termexecutor.evidence;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what the test runners of a script said about themselves, so that an exit code of 0 does not
 * stand alone: a TestMain, a reporter option or a {@code || true} makes a 0 out of any result. Only
 * whole lines in a runner's own form are believed, because an honest pass must not be lost over a
 * word in a log; a script that uses no runner known here has no report and no objection.
 */
public final class TestReports {

    private static final int LONGEST_LINE = 1000;
    private static final Pattern GAP =
            Pattern.compile("\\[\\.\\.\\. [0-9]{1,19} bytes left out \\.\\.\\.]");
    private static final Pattern ASKS_FOR_NO_RUN =
            Pattern.compile(
                    "(?<!\\S)(?:--collect-only|--co"
                            + "|-DskipTests(?:=true)?|-Dmaven\\.test\\.skip(?:=true)?)(?!\\S)");

    /** Runners that say something however quiet, at the beginning of a command. */
    private static final Pattern RUNS =
            Pattern.compile(
                    "(?:^|&&|;)[ \\t]*(?:[A-Z_]+=\\S*[ \\t]+)*(?:(?:(?:uv|poetry)[ \\t]+run["
                            + " \\t]+)?(?:python[0-9.]*[ \\t]+-m["
                            + " \\t]+)?(pytest|unittest)|(?:cargo|go)[ \\t]+(test))\\b",
                    Pattern.MULTILINE);

    /** What may keep a report from being seen here, or from being made. */
    private static final Pattern HIDES =
            Pattern.compile("[|>]|(?<!\\S)(?:--version|--help|-h|--no-run|-c)(?!\\S)");

    /** What is left of a report of pytest when it is told twice to be quiet. */
    private static final String PROGRESS = "[100%]";

    private TestReports() {}

    /** The reports in a script's output, one for each runner; empty when none is recognised. */
    public static List<RunnerReport> read(String output) {
        var readers = readers();
        OutputLines.forEach(
                output,
                line -> {
                    if (line.length() <= LONGEST_LINE) {
                        readers.forEach(reader -> give(line, reader));
                    }
                });
        return readers.stream().flatMap(reader -> report(reader).stream()).toList();
    }

    /**
     * Why a script that exited with 0 has not passed all the same: one of its reports counts
     * failures, or its reports together count no test that ran.
     *
     * @param script the script or command line, since one that itself asks a runner not to run
     *     tests may run none
     * @param output what it printed, as captured
     * @return one sentence for the miner; empty when nothing speaks against a pass
     */
    public static Optional<String> objection(String script, String output) {
        var reports = read(output);
        for (var report : reports) {
            int failed = report.counts().failed();
            if (failed > 0) {
                return Optional.of(
                        "%s reported %d failed %s."
                                .formatted(report.runner(), failed, tests(failed)));
            }
        }
        var total =
                reports.stream()
                        .map(RunnerReport::counts)
                        .reduce(ReportedCounts.NOTHING, ReportedCounts::plus);
        if (reports.isEmpty() && runsSilently(script, output)) {
            return Optional.of("The test runner ended without a report.");
        }
        if (reports.isEmpty() || !total.ranNothing() || ASKS_FOR_NO_RUN.matcher(script).find()) {
            return Optional.empty();
        }
        int skipped = total.skipped();
        return Optional.of(
                skipped == 0
                        ? reports.stream()
                                .map(RunnerReport::runner)
                                .collect(Collectors.joining(" and ", "", " ran no tests."))
                        : skipped == 1
                                ? "The only test was skipped."
                                : "All %d tests were skipped.".formatted(skipped));
    }

    /** Code under test that ends the process ends its runner too, with whatever code it likes. */
    private static boolean runsSilently(String script, String output) {
        var plain = script.replace("2>&1", "").replace("||", "");
        return RUNS.matcher(plain).find()
                && !HIDES.matcher(plain).find()
                && !ASKS_FOR_NO_RUN.matcher(plain).find()
                && !output.contains(PROGRESS);
    }

    private static List<ReportReader> readers() {
        return List.of(
                new SummaryLineReader("pytest", PytestSummary::parse),
                new UnittestReader(),
                SuitesAndTestsReader.jest(),
                SuitesAndTestsReader.vitest(),
                BlockReader.mocha(),
                BlockReader.ava(),
                BlockReader.bun(),
                new NodeTestReader(),
                new GoTestReader(),
                new GoJsonReader(),
                new SummaryLineReader("cargo test", BuildToolSummaries::cargo),
                new SummaryLineReader("Maven", BuildToolSummaries::surefire),
                new SummaryLineReader("Gradle", BuildToolSummaries::gradle),
                new TapReader());
    }

    private static void give(String line, ReportReader reader) {
        if (GAP.matcher(line).matches()) {
            reader.gap();
        } else {
            reader.accept(line);
        }
    }

    private static Optional<RunnerReport> report(ReportReader reader) {
        return Optional.ofNullable(reader.counts())
                .map(counts -> new RunnerReport(reader.runner(), counts));
    }

    private static String tests(int count) {
        return count == 1 ? "test" : "tests";
    }
}
