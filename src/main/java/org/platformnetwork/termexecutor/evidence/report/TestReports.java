package org.platformnetwork.termexecutor.evidence.report;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the test runners of a script said about themselves, so that an exit code of 0 does not
 * stand alone: a TestMain, a reporter option or a {@code || true} makes a 0 out of any result. Only
 * whole lines in a runner's own form are believed, because an honest pass must not be lost over a
 * word in a log; a script that uses no runner known here has no report and no objection. What
 * failed counts for the runner that speaks last, since only that is sure to be no output of a test;
 * for every run where the script itself starts several and goes on whatever comes of them.
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
            Pattern.compile("[|>]|(?<!\\S)(?:--version|--help|-h|--no-run|-c|no:terminal)(?!\\S)");

    private TestReports() {}

    /** The reports in a script's output, one for each runner; empty when none is recognised. */
    public static List<RunnerReport> read(String output) {
        return Reading.of(output).reports();
    }

    /**
     * Why a script that exited with 0 has not passed all the same: the last of its reports counts
     * failures, or its reports together count no test that ran. A missing report is no objection
     * here; see {@link #isUnreported}.
     *
     * @param script the script or command line, since one that itself asks a runner not to run
     *     tests may run none
     * @param output what it printed, as captured
     * @return one sentence for the miner; empty when nothing speaks against a pass
     */
    public static Optional<String> objection(String script, String output) {
        var reading = Reading.of(output);
        var last = reading.last();
        boolean isEachCounted = ScriptRuns.areSeveral(script);
        for (var reader : reading.readers()) {
            int failed =
                    isEachCounted
                            ? ReportedCounts.sum(failed(reader), reader.failedBefore())
                            : reader.equals(last) ? failed(reader) : 0;
            if (failed > 0) {
                return Optional.of(
                        "%s reported %d failed %s."
                                .formatted(
                                        reader.runner(), failed, failed == 1 ? "test" : "tests"));
            }
        }
        var reports = reading.reports();
        var total =
                reports.stream()
                        .map(report -> report.counts().withoutFailures())
                        .reduce(ReportedCounts.NOTHING, ReportedCounts::plus);
        if (reports.isEmpty() || total.passed() > 0 || ASKS_FOR_NO_RUN.matcher(script).find()) {
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

    /**
     * Whether a runner ended without the report that it always makes: code under test that ends the
     * process ends its runner too, with whatever code it likes. For scripts of which no run with
     * the task's own solution tells what they print. A runner that opened a run has to close it;
     * one that was told to be quiet, or to look different, opens none, but says something and ends
     * its last line; unittest always has its closing lines.
     */
    public static boolean isUnreported(String script, String output) {
        var plain = script.replace("2>&1", "").replace("||", "");
        if (HIDES.matcher(plain).find() || ASKS_FOR_NO_RUN.matcher(plain).find()) {
            return false;
        }
        var last = Reading.of(output).last();
        if (last != null) {
            return last.isOpen();
        }
        var runs = RUNS.matcher(plain);
        boolean isCutOff = output.isBlank() || !output.endsWith("\n");
        return runs.find() && (isCutOff || "unittest".equals(runs.group(1)));
    }

    private static int failed(ReportReader reader) {
        var counts = reader.counts();
        return counts == null ? 0 : counts.failed();
    }

    private static List<ReportReader> readers() {
        return List.of(
                new PytestReader(),
                BlockReader.restyledPytest(),
                new UnittestReader(),
                SuitesAndTestsReader.jest(),
                SuitesAndTestsReader.vitest(),
                BlockReader.mocha(),
                BlockReader.ava(),
                BlockReader.bun(),
                new NodeTestReader(),
                new GoTestReader(),
                new GoJsonReader(),
                new CargoReader(),
                new SummaryLineReader("Maven", BuildToolSummaries::surefire),
                new SummaryLineReader("Gradle", BuildToolSummaries::gradle),
                new TapReader());
    }

    /**
     * What all runners said.
     *
     * @param last the one that began or closed a run last; null when none did
     */
    private record Reading(List<ReportReader> readers, @Nullable ReportReader last) {

        static Reading of(String output) {
            var readers = TestReports.readers();
            var last = new AtomicReference<@Nullable ReportReader>();
            OutputLines.forEach(
                    output,
                    line -> {
                        for (var reader : readers) {
                            if (line.length() <= LONGEST_LINE && isBoundary(line, reader)) {
                                last.set(reader);
                            }
                        }
                    });
            return new Reading(readers, last.get());
        }

        List<RunnerReport> reports() {
            return readers.stream().flatMap(reader -> report(reader).stream()).toList();
        }

        private static boolean isBoundary(String line, ReportReader reader) {
            if (GAP.matcher(line).matches()) {
                reader.gap();
                return false;
            }
            return reader.accept(line);
        }

        private static Optional<RunnerReport> report(ReportReader reader) {
            return Optional.ofNullable(reader.counts())
                    .map(counts -> new RunnerReport(reader.runner(), counts));
        }
    }

    /** What all summaries of one runner in one output add up to, for example {@code pytest}. */
    public record RunnerReport(String runner, ReportedCounts counts) {}
}
