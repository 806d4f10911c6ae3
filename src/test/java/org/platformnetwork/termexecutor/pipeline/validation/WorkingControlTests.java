package org.platformnetwork.termexecutor.pipeline.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.pipeline.control.Candidate;
import org.platformnetwork.termexecutor.pipeline.control.Candidates;
import org.platformnetwork.termexecutor.pipeline.validation.RunnerControls.Working;

/**
 * Which controls work, and which run is red as with the reference patch, by what runners report.
 */
class WorkingControlTests {

    private static final Candidate CANDIDATE =
            Candidates.of(
                            "pytest a_test.py",
                            Map.of("a_test.py", "def test_a():\n    assert a()\n"))
                    .getFirst()
                    .getFirst();

    private static ScriptRun run(int exitCode, String output) {
        var reports = TestReports.read(output);
        return new ScriptRun("a.sh", exitCode, output, null, null, reports, List.of());
    }

    private static Working working(ScriptRun green, ScriptRun red) {
        return Objects.requireNonNull(Working.of(CANDIDATE, green, red));
    }

    private static @Nullable TestCounts counts(String output) {
        return TestCounts.of(TestReports.read(output));
    }

    @Test
    void runnersThatCountEveryTestOweEachOfThemAgain() {
        var working =
                working(
                        run(0, "==== 3 passed in 0.01s ====\n"),
                        run(1, "==== 1 failed, 2 passed in 0.01s ====\n"));

        assertThat(working).isEqualTo(new Working(CANDIDATE, 1, true));
        var before = counts("==== 4 passed in 0.01s ====\n");
        assertThat(working.explains(before, counts("== 1 failed, 3 passed in 0.01s ==\n")))
                .isTrue();
        assertThat(working.explains(before, counts("== 1 failed, 2 passed in 0.01s ==\n")))
                .isFalse();
        assertThat(working.explains(before, counts("== 2 failed, 2 passed in 0.01s ==\n")))
                .isFalse();
        assertThat(working.explains(before, null)).isFalse();
    }

    @Test
    void runnersThatCountNothingButFailuresOnceThereAreSomeAreBelieved() {
        var working =
                working(
                        run(0, ava("78 tests passed")),
                        run(1, "  \u2718 [fail]: sums\n" + ava("1 test failed")));

        assertThat(working).isEqualTo(new Working(CANDIDATE, 1, false));
        var before = counts(ava("80 tests passed"));
        assertThat(working.explains(before, counts(ava("1 test failed")))).isTrue();
        assertThat(working.explains(before, counts(ava("2 tests failed")))).isFalse();
        assertThat(working.explains(before, before)).isFalse();
    }

    private static String ava(String counts) {
        return "  \u2500\n\n  " + counts + "\n";
    }

    @Test
    void controlsWithWhichFewerTestsRunDoNotWork() {
        assertThat(
                        Working.of(
                                CANDIDATE,
                                run(0, "==== 3 passed in 0.01s ====\n"),
                                run(1, "==== 1 failed, 1 passed in 0.01s ====\n")))
                .isNull();
    }
}
