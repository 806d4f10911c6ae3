package org.platformnetwork.termexecutor.evidence;

import static org.platformnetwork.termexecutor.evidence.Reports.assertNoReport;
import static org.platformnetwork.termexecutor.evidence.Reports.assertReport;

import org.junit.jupiter.api.Test;

/** The excerpts are those of Jest 30, Vitest 4, Mocha, AVA 7, Bun 1.4 and Node 20. */
class JavaScriptReportTests {

    @Test
    void readsJest() {
        assertReport(
                """
                Test Suites: 1 failed, 1 total
                Tests:       1 failed, 1 skipped, 1 todo, 2 passed, 5 total
                Snapshots:   0 total
                """,
                "Jest",
                2,
                1,
                2);
        assertReport(
                """
                Test Suites: 1 skipped, 0 of 1 total
                Tests:       2 skipped, 2 total
                """,
                "Jest",
                0,
                0,
                2);
        assertReport(
                """
                Test Suites: 2 passed, 2 total
                Tests:       1 skipped, 3 passed, 4 total
                """,
                "Jest",
                3,
                0,
                1);
    }

    @Test
    void countsJestFileThatCannotBeLoaded() {
        assertReport(
                """
                Test Suites: 1 failed, 1 passed, 2 total
                Tests:       3 passed, 3 total
                """,
                "Jest",
                3,
                1,
                0);
        assertReport("Test Suites: 1 failed, 1 total\nTests:       0 total\n", "Jest", 0, 1, 0);
    }

    @Test
    void countsNoTestsOfJest() {
        assertReport("No tests found, exiting with code 0\n", "Jest", 0, 0, 0);
        assertReport("Test Suites: 0 total\nTests:       0 total\n", "Jest", 0, 0, 0);
    }

    @Test
    void readsVitest() {
        assertReport(
                """
                 Test Files  1 failed | 1 passed (2)
                      Tests  1 failed | 2 passed | 1 expected fail | 2 skipped | 2 todo (8)
                   Start at  12:06:34
                """,
                "Vitest",
                3,
                1,
                4);
        assertReport(" Test Files  1 skipped (1)\n      Tests  2 skipped (2)\n", "Vitest", 0, 0, 2);
        assertReport(
                """
                \033[2m Test Files \033[22m \033[1m\033[32m1 passed\033[39m\033[22m\033[90m (1)\033[39m
                \033[2m      Tests \033[22m \033[1m\033[32m1 passed\033[39m\033[22m\033[90m (1)\033[39m
                \033[2m     Errors \033[22m \033[1m\033[31m1 error\033[39m\033[22m
                """,
                "Vitest",
                1,
                0,
                0);
    }

    @Test
    void countsVitestFileThatCannotBeLoaded() {
        assertReport(" Test Files  1 failed (1)\n      Tests  no tests\n", "Vitest", 0, 1, 0);
    }

    @Test
    void countsNoTestsOfVitest() {
        assertReport("\nNo test files found, exiting with code 0\n", "Vitest", 0, 0, 0);
    }

    @Test
    void readsMocha() {
        assertReport("\n  1 passing (3ms)\n  2 pending\n  1 failing\n\n", "Mocha", 1, 1, 2);
        assertReport("  1 passing (2ms)\n  1 pending\n\n", "Mocha", 1, 0, 1);
        assertReport("  0 passing (2ms)\n  1 pending\n", "Mocha", 0, 0, 1);
        assertReport("  0 passing (1ms)\n\n", "Mocha", 0, 0, 0);
        assertReport("  0 passing (3ms)\n  1 failing\n\n  1) \"before all\"\n", "Mocha", 0, 1, 0);
        assertReport(
                """
                \033[92m \033[0m\033[32m 1 passing\033[0m\033[90m (5ms)\033[0m
                \033[31m  1 failing\033[0m
                """,
                "Mocha",
                1,
                1,
                0);
    }

    @Test
    void readsAva() {
        assertReport("  ─\n\n  1 test failed\n  1 test skipped\n  1 test todo\n", "AVA", 0, 1, 2);
        assertReport(
                "  ─\n\n  1 test passed\n  1 known failure\n  1 test skipped\n", "AVA", 2, 0, 1);
        assertReport("  ─\n\n  1 test skipped\n", "AVA", 0, 0, 1);
        assertReport("  ─\n\n  2 tests passed\n  1 uncaught exception\n", "AVA", 2, 1, 0);
    }

    @Test
    void readsBun() {
        assertReport(
                " 1 pass\n 1 skip\n 1 todo\n 1 fail\nRan 4 tests across 1 file. [6.00ms]\n",
                "Bun",
                1,
                1,
                2);
        assertReport(
                " 3 pass\n 0 fail\n 4 expect() calls\nRan 3 tests across 1 file. [6.00ms]\n",
                "Bun",
                3,
                0,
                0);
        assertReport(
                " 0 pass\n 2 skip\n 0 fail\nRan 2 tests across 1 file. [6.00ms]\n", "Bun", 0, 0, 2);
        assertReport(" 0 pass\n 0 fail\nRan 0 tests across 1 file. [4.00ms]\n", "Bun", 0, 0, 0);
    }

    @Test
    void readsNodeTest() {
        assertReport(nodeFooter("ℹ", 1, 0, 0, 1, 1), "node:test", 1, 0, 2);
        assertReport(nodeFooter("ℹ", 2, 1, 1, 0, 0), "node:test", 2, 2, 0);
        assertReport(nodeFooter("#", 0, 0, 0, 5, 0), "node:test", 0, 0, 5);
        assertReport(nodeFooter("#", 0, 0, 0, 0, 0), "node:test", 0, 0, 0);
    }

    @Test
    void leavesTapOfNodeTestToItsOwnCounts() {
        assertReport(
                """
                TAP version 13
                # Subtest: d
                    # Subtest: in
                    ok 1 - in # SKIP
                    1..1
                ok 1 - d
                not ok 2 - later # TODO
                1..2
                """
                        + nodeFooter("#", 0, 0, 0, 1, 1),
                "node:test",
                0,
                0,
                2);
    }

    @Test
    void believesNoLooseLine() {
        assertNoReport("  1 failing\n");
        assertNoReport("  3 tests passed\n");
        assertNoReport("  ─\n\nhello\n");
        assertNoReport(" 1 pass\n 1 fail\n");
        assertNoReport(" 1 pass\nhello\nRan 1 test across 1 file. [1.00ms]\n");
        assertNoReport("Tests: many, 3 total\n");
        assertNoReport("ℹ fail 1\n");
        assertNoReport("      Tests  fail often (3)\n");
    }

    private static String nodeFooter(
            String mark, int pass, int fail, int cancelled, int skipped, int todo) {
        return """
        %1$s tests 9
        %1$s suites 0
        %1$s pass %2$d
        %1$s fail %3$d
        %1$s cancelled %4$d
        %1$s skipped %5$d
        %1$s todo %6$d
        %1$s duration_ms 176.68
        """
                .formatted(mark, pass, fail, cancelled, skipped, todo);
    }
}
