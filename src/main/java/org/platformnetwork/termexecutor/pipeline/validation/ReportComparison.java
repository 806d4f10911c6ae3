package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.TestNames;
import org.platformnetwork.termexecutor.evidence.harness.TestPaths;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.evidence.report.TestReports.RunnerReport;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Holds the summaries of a passing run against those that the same scripts print with the task's
 * own solution: code under test that ends or skips tests makes them fewer.
 */
public final class ReportComparison {

    /** Tests in the product's own files, which no other change can be asked for. */
    private static final Pattern TEST_IN_PRODUCT =
            Pattern.compile(
                    "(?m)#\\[(?:\\w+::)*test\\b|#\\[cfg\\([^\\n]*\\btest\\b|^\\s*>>> "
                            + "|\\bimport\\.meta\\.vitest\\b|^\\s*//[/!]\\s*```");

    private ReportComparison() {}

    /** Whether the solution changes a file of the product that holds tests. */
    static boolean changesTestsInProduct(ReferenceSolution solution, TestPaths tests)
            throws IOException {
        for (var file : solution.files().entrySet()) {
            if (!tests.contains(file.getKey())) {
                // Any bytes are a text in this encoding; what is looked for is ASCII.
                var path = file.getValue().file();
                var text = Files.readString(path, StandardCharsets.ISO_8859_1);
                if (TEST_IN_PRODUCT.matcher(text).find()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The results, with an objection where a script's runners report fewer passed tests.
     *
     * @param reference how the same scripts ran with the solution
     * @param isCounted whether each agent has all of its tests; else a script that reported some
     *     has to report any
     */
    static List<TestResult> compare(
            List<TestResult> results, List<ScriptRun> reference, boolean isCounted) {
        var compared = new ArrayList<TestResult>();
        for (int i = 0; i < results.size(); i++) {
            compared.add(compare(results.get(i), reference.get(i), isCounted));
        }
        return compared;
    }

    private static TestResult compare(TestResult result, ScriptRun reference, boolean isCounted) {
        long expected = passed(reference.reports());
        long reported = passed(TestReports.read(result.output()));
        if (!result.passed()
                || !reference.passed()
                || reported >= (isCounted ? expected : Math.min(1, expected))) {
            return result;
        }
        return objecting(
                result,
                "Its test runner reported %d passed %s, and %d with the task's own solution."
                        .formatted(reported, reported == 1 ? "test" : "tests", expected));
    }

    /**
     * The results, with an objection where a test is missing that passes both on the base and with
     * the solution, and that the product's own files hold or may hold.
     */
    static List<TestResult> compareNames(
            List<TestResult> results, List<ScriptRun> base, List<ScriptRun> reference) {
        var compared = new ArrayList<TestResult>();
        for (int i = 0; i < results.size(); i++) {
            var result = results.get(i);
            var missing = new LinkedHashSet<>(reference.get(i).passedTests());
            missing.retainAll(Set.copyOf(base.get(i).passedTests()));
            TestNames.passed(result.output()).forEach(missing::remove);
            compared.add(
                    !result.passed() || missing.isEmpty()
                            ? result
                            : objecting(
                                    result,
                                    "A test that passes on the base and with the task's own"
                                            + " solution did"
                                            + " not pass: %s.".formatted(missing.getFirst())));
        }
        return compared;
    }

    /**
     * The results, with an objection where a runner ended without the report that it always makes:
     * for tasks without a run of their own solution to compare with.
     *
     * @param scripts those of the results, in their order
     */
    public static List<TestResult> requireReports(
            List<TestScript> scripts, List<TestResult> results) throws IOException {
        var compared = new ArrayList<TestResult>();
        for (int i = 0; i < results.size(); i++) {
            var result = results.get(i);
            compared.add(
                    result.passed()
                                    && TestReports.isUnreported(
                                            scripts.get(i).text(), result.output())
                            ? objecting(result, "The test runner ended without a report.")
                            : result);
        }
        return compared;
    }

    private static TestResult objecting(TestResult result, String objection) {
        return new TestResult(result.name(), result.exitCode(), result.output(), objection);
    }

    private static long passed(List<RunnerReport> reports) {
        return reports.stream().mapToLong(report -> report.counts().passed()).sum();
    }
}
