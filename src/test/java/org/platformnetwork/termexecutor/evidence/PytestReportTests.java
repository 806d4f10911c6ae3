package org.platformnetwork.termexecutor.evidence;

import static org.platformnetwork.termexecutor.evidence.Reports.assertNoReport;
import static org.platformnetwork.termexecutor.evidence.Reports.assertReport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The excerpts are pytest 9's, those with "seconds" pytest 4's form. */
class PytestReportTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 failed, 2 passed, 1 skipped, 1 xfailed, 1 xpassed, 1 error in 0.04s; 4; 2; 1",
                "==== 1 failed, 2 passed, 1 skipped, 1 xfailed, 1 xpassed, 1 error in 0.04s =====;"
                        + " 4; 2; 1",
                "============================== 2 skipped in 0.01s =============; 0; 0; 2",
                "2 skipped in 0.01s; 0; 0; 2",
                "============================ no tests ran in 0.01s ====================; 0; 0; 0",
                "no tests ran in 0.01s; 0; 0; 0",
                "============================ 7 deselected in 0.01s ====================; 0; 0; 0",
                "7 deselected in 0.01s; 0; 0; 0",
                "1 error in 0.11s; 0; 1; 0",
                "1 failed, 2 passed, 1 error, 4 rerun in 0.03s; 2; 2; 0",
                "1 passed, 2 skipped, 1 subtests passed in 0.01s; 2; 0; 2",
                "1 passed, 3 warnings in 75.02s (0:01:15); 1; 0; 0",
                "============ 3 passed, 2 deselected in 86401.00s (1 day, 0:00:01) ===; 3; 0; 0",
                "========================= 1 xfailed in 0.02s ==========================; 1; 0; 0",
                "================ 2 passed, 1 quarantined in 0.02s =====================; 2; 0; 0",
                "=========== 1 passed in 0.12 seconds ===========; 1; 0; 0",
                "======= no tests collected (7 deselected) in 0.01s ========; 0; 0; 0",
                "7 tests collected in 0.00s; 0; 0; 0",
                "1/7 tests collected (6 deselected) in 0.00s; 0; 0; 0",
                "===================== 7 tests collected, 1 error in 0.16s ======; 0; 1; 0",
            })
    void readsLastLine(String line, int passed, int failed, int skipped) {
        assertReport(line + "\n", "pytest", passed, failed, skipped);
    }

    @Test
    void readsThroughColours() {
        assertReport(
                "\033[31m==== \033[31m\033[1m1 failed\033[0m, \033[32m2 passed\033[0m"
                        + "\033[31m in 0.12s\033[0m\033[31m =====\033[0m\r\n",
                "pytest",
                2,
                1,
                0);
    }

    @Test
    void addsUpRuns() {
        assertReport(
                """
                ..                                                                       [100%]
                2 passed in 0.01s
                ss                                                                       [100%]
                2 skipped in 0.01s
                """,
                "pytest", 2, 0, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tests: 1 failed in 0.04s",
                "1 failed in 0.04s, giving up",
                "3 files reformatted in 0.04s",
                "1 warning in 0.52s",
                "1 failed",
                "0.5 failed in 0.04s",
                "9999999999 failed in 0.04s",
                "[10:00:00] 1 failed in 0.04s",
                "    1 failed in 0.04s",
                "1 failed in 4s",
                "FAILED test_all.py::test_f - assert 0",
            })
    void believesNoOtherLine(String line) {
        assertNoReport(line);
    }
}
