package org.platformnetwork.termexecutor.execution;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.TestPaths;

class ReportComparisonTests {

    private @TempDir Path directory;

    private static @Nullable String objection(String agents, String solutions) {
        var result = new TestResult("a.sh", 0, agents, null);
        var reference = ScriptRun.of(new TestResult("a.sh", 0, solutions, null), null);
        return ReportComparison.compare(List.of(result), List.of(reference)).getFirst().objection();
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
        var change =
                new Change(
                        file,
                        "",
                        List.of(new ChangedFile("100644", "100644", "0", "1", path)),
                        List.of(),
                        List.of());
        return ReportComparison.changesTestsInProduct(
                new ReferenceSolution(change, files, List.of()), new TestPaths(directory));
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
