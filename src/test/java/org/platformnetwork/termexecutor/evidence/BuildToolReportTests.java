package org.platformnetwork.termexecutor.evidence;

import static org.platformnetwork.termexecutor.evidence.Reports.assertNoReport;
import static org.platformnetwork.termexecutor.evidence.Reports.assertReport;

import org.junit.jupiter.api.Test;

/** The excerpts are those of Cargo 1.95 and Surefire 3.5; Gradle's form is written by hand. */
class BuildToolReportTests {

    @Test
    void addsUpResultsOfCargo() {
        assertReport(
                """
                     Running unittests src/lib.rs (target/debug/deps/rs-a35a48c092d3f767)

                running 2 tests
                test tests::slow ... ignored
                test tests::works ... ok

                test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

                running 0 tests

                test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s

                   Doc-tests rs

                test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

                all doctests ran in 0.37s; merged doctests compilation took 0.36s
                """,
                "cargo test",
                2,
                0,
                1);
    }

    @Test
    void readsOneResultOfCargo() {
        assertReport(
                "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out;"
                        + " finished in 0.09s\n",
                "cargo test",
                0,
                1,
                0);
        assertReport(
                "test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n",
                "cargo test",
                0,
                0,
                1);
        assertReport(
                "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 4 filtered out;"
                        + " finished in 0.00s\n",
                "cargo test",
                0,
                0,
                0);
        assertReport(
                "test result: ok. 0 passed; 0 failed; 0 ignored; 3 measured; 0 filtered out;"
                        + " finished in 1.20s\n",
                "cargo test",
                3,
                0,
                0);
    }

    @Test
    void addsUpModulesOfMaven() {
        assertReport(
                """
                [INFO] Running ATests
                [ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 1, Time elapsed: 0.176 s <<< FAILURE! -- in ATests
                [INFO] Results:
                [INFO]
                [ERROR]   ATests.f:1 expected: <true> but was: <false>
                [INFO]
                [ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 1
                [ERROR] There are test failures.
                [WARNING] Tests run: 1, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.082 s -- in BTests
                [INFO] Results:
                [INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 1
                [INFO] No tests to run.
                [INFO] BUILD SUCCESS
                """,
                "Maven",
                1,
                1,
                2);
    }

    @Test
    void readsOneModuleOfMaven() {
        assertReport(
                "[\033[1;34mINFO\033[m] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1\r\n",
                "Maven",
                2,
                0,
                1);
        assertReport("Tests run: 2, Failures: 0, Errors: 2, Skipped: 0\n", "Maven", 0, 2, 0);
        assertReport(
                "[WARNING] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Flakes: 1\n",
                "Maven",
                1,
                0,
                0);
        assertReport("[INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 1\n", "Maven", 0, 0, 1);
        assertReport("[INFO] No tests to run.\n", "Maven", 0, 0, 0);
        assertReport("[INFO] Tests are skipped.\n", "Maven", 0, 0, 0);
    }

    @Test
    void readsFailuresThatGradleIgnores() {
        assertReport("3 tests completed, 1 failed, 1 skipped\n", "Gradle", 1, 1, 1);
        assertReport("1 test completed, 1 failed\n", "Gradle", 0, 1, 0);
    }

    @Test
    void believesNoLooseLine() {
        assertNoReport("test result: ok\n");
        assertNoReport(
                "  test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n");
        assertNoReport("Tests run: 3, Failures: 1\n");
        assertNoReport("OK. Tests run: 3, Failures: 1, Errors: 0, Skipped: 0\n");
        assertNoReport("No tests to run.\n");
    }
}
