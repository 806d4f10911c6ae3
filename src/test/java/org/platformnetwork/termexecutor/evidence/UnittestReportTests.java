package org.platformnetwork.termexecutor.evidence;

import static org.platformnetwork.termexecutor.evidence.Reports.assertNoReport;
import static org.platformnetwork.termexecutor.evidence.Reports.assertReport;

import org.junit.jupiter.api.Test;

/** The excerpts are those of Python 3.11 and 3.13. */
class UnittestReportTests {

    private static final String RULE =
            "----------------------------------------------------------------------\n";

    @Test
    void countsPassesAndExpectedFailures() {
        assertReport(
                ".sx\n" + RULE + "Ran 3 tests in 0.000s\n\nOK (skipped=1, expected failures=1)\n",
                "unittest",
                2,
                0,
                1);
    }

    @Test
    void countsFailuresAndErrors() {
        assertReport(
                RULE
                        + "Ran 6 tests in 0.001s\n\nFAILED (failures=1, errors=1, skipped=1,"
                        + " expected failures=1, unexpected successes=1)\n",
                "unittest",
                2,
                3,
                1);
    }

    @Test
    void countsFailureWithoutDetails() {
        assertReport("Ran 1 test in 0.001s\n\nFAILED\n", "unittest", 0, 1, 0);
    }

    @Test
    void countsOnlySkips() {
        assertReport(
                "sss\n" + RULE + "Ran 3 tests in 0.000s\n\nOK (skipped=3)\n", "unittest", 0, 0, 3);
    }

    @Test
    void countsSkippedClassThatDidNotRun() {
        assertReport(RULE + "Ran 0 tests in 0.000s\n\nOK (skipped=1)\n", "unittest", 0, 0, 1);
    }

    @Test
    void countsSkippedSubtestsOfOneTest() {
        assertReport(
                "ss\n" + RULE + "Ran 1 test in 0.000s\n\nOK (skipped=2)\n", "unittest", 0, 0, 2);
    }

    @Test
    void countsNoTests() {
        assertReport(RULE + "Ran 0 tests in 0.000s\n\nOK\n", "unittest", 0, 0, 0);
        assertReport(RULE + "Ran 0 tests in 0.000s\n\nNO TESTS RAN\n", "unittest", 0, 0, 0);
        assertReport(
                RULE + "Ran 0 tests in 0.000s\n\nNO TESTS RAN (skipped=1)\n", "unittest", 0, 0, 1);
    }

    @Test
    void findsStatusBehindForeignLines() {
        assertReport("Ran 2 tests in 0.000s\nserver stopped\n\nOK\n", "unittest", 2, 0, 0);
    }

    @Test
    void believesNoHalf() {
        assertNoReport("FAILED (failures=1)\n");
        assertNoReport("OK\n");
        assertNoReport("Ran 2 tests in 0.000s\n");
        assertNoReport("# Ran 2 tests in 0.000s\n\nOK\n");
        assertNoReport("Ran 2 tests in 0.000s\nOK then\n");
    }
}
