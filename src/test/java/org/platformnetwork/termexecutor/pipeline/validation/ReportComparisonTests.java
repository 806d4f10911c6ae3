package org.platformnetwork.termexecutor.pipeline.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.harness.TestPaths;
import org.platformnetwork.termexecutor.pipeline.patch.AgentPatch;
import org.platformnetwork.termexecutor.pipeline.patch.ChangedFile;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;

class ReportComparisonTests {

    private @TempDir Path directory;

    private static ScriptRun run(String output) {
        return ScriptRun.of(new TestResult("a.sh", 0, output, null), null);
    }

    private static @Nullable String objection(String agents, String solutions) {
        return objection(agents, solutions, true);
    }

    private static @Nullable String objection(String agents, String solutions, boolean isCounted) {
        var result = new TestResult("a.sh", 0, agents, null);
        return ReportComparison.compare(List.of(result), List.of(run(solutions)), isCounted)
                .getFirst()
                .objection();
    }

    private static @Nullable String missing(String agents, String base, String solutions) {
        var result = new TestResult("a.sh", 0, agents, null);
        return ReportComparison.compareNames(
                        List.of(result), List.of(run(base)), List.of(run(solutions)))
                .getFirst()
                .objection();
    }

    @Test
    void fewerPassedTestsAreNoPass() {
        assertThat(
                        objection(
                                "=== 1 passed, 4 skipped in 0.10s ===\n",
                                "=== 5 passed in 0.10s ===\n"))
                .isEqualTo(
                        "Its test runner reported 1 passed test, and 5 with the task's own"
                                + " solution.");
    }

    @Test
    void missingSummaryIsNoPass() {
        assertThat(objection("all is well\n", "=== 5 passed in 0.10s ===\n")).contains("0 passed");
    }

    @Test
    void whereTheSolutionBringsTestsOfItsOwnASummaryIsOwedAndNoNumber() {
        var five = "=== 5 passed in 0.10s ===\n";

        assertThat(objection("=== 1 passed in 0.10s ===\n", five, false)).isNull();
        assertThat(objection("all is well\n", five, false)).contains("0 passed");
        assertThat(objection("", "compiled\n", false)).isNull();
    }

    @Test
    void testsInProductFilesAreMissedByName() {
        var base = "test tests::old ... ok\ntest tests::bug ... FAILED\n";
        var solutions = "test tests::old ... ok\ntest tests::bug ... ok\ntest tests::new ... ok\n";

        assertThat(missing("test tests::bug ... ok\n", base, solutions))
                .isEqualTo(
                        "A test that passes on the base and with the task's own solution did not"
                                + " pass: tests::old.");
        assertThat(missing("test tests::old ... ok\n", base, solutions)).isNull();
        assertThat(missing("", "", solutions)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "test src/lib.rs - add (line 3) ... ok, test src/lib.rs - add (line 9) ... ok",
        "calc.py::calc.add PASSED [ 50%], calc.py::calc.add PASSED      [100%]",
        "' ✓ src/add.ts > adds 3ms', ' ✓ src/add.ts > adds 12ms'",
        "'  ✓ adds (3 ms)', '  ✓ adds'",
    })
    void namesAreComparedWithoutPlacesAndTimes(String agents, String solutions) {
        assertThat(missing(agents, solutions, solutions)).isNull();
        assertThat(missing("", solutions, solutions)).isNotNull();
    }

    @Test
    void scriptWithoutSummaryOwesNone() {
        assertThat(objection("", "compiled\n")).isNull();
        assertThat(objection("=== 1 passed in 0.10s ===\n", "compiled\n")).isNull();
    }

    @Test
    void moreTestsAreWelcome() {
        assertThat(objection("=== 6 passed in 0.10s ===\n", "=== 5 passed in 0.10s ===\n"))
                .isNull();
    }

    private boolean changesTests(String path, String text) throws IOException {
        var file = Files.writeString(directory.resolve("1"), text);
        var files = Map.of(path, new ReferenceSolution.ChangedContent(file, false));
        var agentPatch =
                new AgentPatch(
                        file,
                        "",
                        List.of(new ChangedFile("100644", "100644", "0", "1", path)),
                        List.of(),
                        List.of());
        return ReportComparison.changesTestsInProduct(
                new ReferenceSolution(agentPatch, files, List.of()), new TestPaths(directory));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#[cfg(test)]\nmod tests {}\n",
                "#[tokio::test]\nasync fn t() {}\n",
                "def f():\n    '''\n    >>> f()\n    '''\n",
                "if (import.meta.vitest) {}\n",
                "/// ```\n/// assert!(true);\n/// ```\n"
            })
    void testsInProductFilesAreTheSolutionsOwn(String text) throws IOException {
        assertThat(changesTests("src/lib.rs", text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fn test() {}\n", "x = y >> 2\n", "// ``` is Markdown\n"})
    void otherProductHoldsNone(String text) throws IOException {
        assertThat(changesTests("src/lib.rs", text)).isFalse();
    }
}
