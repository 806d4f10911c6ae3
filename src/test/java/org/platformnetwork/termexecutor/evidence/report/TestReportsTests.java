package org.platformnetwork.termexecutor.evidence.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestReportsTests {

    private static final String SCRIPT = "pytest -q tests/test_it.py";

    @Test
    void objectsToFailures() {
        assertThat(TestReports.objection(SCRIPT, "2 failed, 5 passed in 0.05s\n"))
                .contains("pytest reported 2 failed tests.");
        assertThat(TestReports.objection(SCRIPT, "1 error in 0.05s\n"))
                .contains("pytest reported 1 failed test.");
    }

    @Test
    void objectsToFailureOfOneRunnerOfTwo() {
        assertThat(
                        TestReports.objection(
                                SCRIPT, "5 passed in 0.05s\n  1 passing (3ms)\n  1 failing\n"))
                .contains("Mocha reported 1 failed test.");
    }

    @Test
    void objectsToSkipsAlone() {
        assertThat(TestReports.objection(SCRIPT, "3 skipped in 0.05s\n"))
                .contains("All 3 tests were skipped.");
        assertThat(TestReports.objection(SCRIPT, "1 skipped in 0.05s\n"))
                .contains("The only test was skipped.");
        assertThat(TestReports.objection(SCRIPT, "3 skipped in 0.05s\nno tests ran in 0.01s\n"))
                .contains("All 3 tests were skipped.");
    }

    @Test
    void objectsWhenNothingRan() {
        assertThat(TestReports.objection(SCRIPT, "no tests ran in 0.05s\n"))
                .contains("pytest ran no tests.");
        assertThat(TestReports.objection(SCRIPT, "7 tests collected in 0.05s\n"))
                .contains("pytest ran no tests.");
        assertThat(TestReports.objection(SCRIPT, "no tests ran in 0.05s\n  0 passing (1ms)\n"))
                .contains("pytest and Mocha ran no tests.");
    }

    @Test
    void doesNotObjectWhenOneRunnerOfTwoRanTests() {
        assertThat(TestReports.objection(SCRIPT, "3 skipped in 0.05s\n  1 passing (1ms)\n"))
                .isEmpty();
        assertThat(TestReports.objection(SCRIPT, "no tests ran in 0.05s\n1 passed in 0.05s\n"))
                .isEmpty();
    }

    @Test
    void doesNotObjectToExpectedFailures() {
        assertThat(TestReports.objection(SCRIPT, "2 xfailed in 0.05s\n")).isEmpty();
    }

    @Test
    void doesNotObjectWithoutReport() {
        assertThat(TestReports.objection("node check.js", "")).isEmpty();
        assertThat(TestReports.objection("node check.js", "FAIL: 3 tests failed, 0 passed\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest -q tests",
                "pytest -qq tests",
                "pytest --quiet",
                "python -m unittest -q tests.test_it",
                "cd web && cargo test --quiet",
            })
    void quietRunnerThatSaysNothingOrIsCutOffIsUnreported(String script) {
        assertThat(TestReports.isUnreported(script, ".")).isTrue();
        assertThat(TestReports.isUnreported(script, "")).isTrue();
        assertThat(TestReports.isUnreported(script + " | tee log", "")).isFalse();
    }

    @Test
    void quietRunnerThatSaysSomethingIsReported() {
        var done = "....                                                     [100%]\n";
        assertThat(TestReports.isUnreported("pytest -q tests", done)).isFalse();
        assertThat(TestReports.isUnreported("pytest -qq -s", "....\n")).isFalse();
        assertThat(TestReports.isUnreported("tsc", "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "....                                                     [100%]\n",
                "....\n",
                ". [1/1]\n",
                "tests/test_calc.py::test_add .\n",
                "closing pool... 1 passed in 0.01s\n",
                """

                SETUP    F tmp_path
                        tests/test_calc.py::test_add (fixtures used: tmp_path).
                TEARDOWN F tmp_path
                """,
                """
                Test session starts (platform: linux, Python 3.11.2, pytest 9.2.0, pytest-sugar 1.1.1)
                collected 1 item

                 tests/test_calc.py ✓                                     100% ██████████

                Results (0.02s):
                       1 passed
                """,
                """
                ============================= test session starts ==============================
                collected 1 item
                tests/test_calc.py .                                                     [100%]
                                    Summary of Failures
                """,
                """
                ============================= test session starts ==============================
                collected 1 item
                tests/test_calc.py .
                closing pool... ============================== 1 passed in 0.01s ===============
                """,
            })
    void doesNotObjectToQuietOrRestyledRunner(String output) {
        assertThat(TestReports.objection("pytest -q tests", output)).isEmpty();
    }

    @Test
    void readsSummaryThatPluginsOfPytestHaveInstead() {
        assertThat(
                        TestReports.objection(
                                "pytest || true",
                                """
                                Results (0.02s):
                                       2 passed
                                       1 failed
                                         - tests/test_calc.py:3 test_add
                                """))
                .contains("pytest reported 1 failed test.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest --collect-only -q",
                "pytest --co tests",
                "mvn -B package -DskipTests",
                "mvn -Dmaven.test.skip=true package",
            })
    void doesNotObjectWhenScriptAsksForNoRun(String script) {
        assertThat(TestReports.objection(script, "[INFO] Tests are skipped.\n")).isEmpty();
        assertThat(TestReports.objection(script, "7 tests collected in 0.05s\n")).isEmpty();
        assertThat(TestReports.objection(script, "7 tests collected, 1 error in 0.05s\n"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest --color=no",
                "pytest --co-op",
                "mvn package -DskipTests=false",
                "mvn package -DskipTestsOf=x",
            })
    void objectsWhenScriptAsksForSomethingElse(String script) {
        assertThat(TestReports.objection(script, "[INFO] Tests are skipped.\n")).isPresent();
    }

    @Test
    void readsEveryLineEnd() {
        for (var end : new String[] {"\n", "\r\n", "\r", ""}) {
            assertThat(TestReports.objection(SCRIPT, "x\n50%\r1 failed in 0.05s" + end))
                    .contains("pytest reported 1 failed test.");
        }
    }

    @Test
    void sequencesThatDoNotEndHideNoLine() {
        for (var start : new String[] {"\033]0;title", "\033[31", "\033]", "\033[", "\033"}) {
            assertThat(TestReports.objection(SCRIPT, start + "\n1 failed in 0.05s\n\007"))
                    .contains("pytest reported 1 failed test.");
        }
    }

    @Test
    void takesSequencesOut() {
        assertThat(
                        TestReports.objection(
                                SCRIPT,
                                "\033]8;;x\033\\\033]0;t\007\033(B\033[?25h\033M"
                                        + "1 failed in 0.05s\033[K   \n"))
                .contains("pytest reported 1 failed test.");
    }

    @Test
    void forgedFiguresDoNotWrap() {
        String forged = "999999999 failed, ".repeat(5) + "1 failed in 0.05s\n";
        assertThat(TestReports.objection(SCRIPT, forged))
                .contains("pytest reported 2147483647 failed tests.");
    }
}
