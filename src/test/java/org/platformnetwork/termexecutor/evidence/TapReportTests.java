package org.platformnetwork.termexecutor.evidence;

import static org.platformnetwork.termexecutor.evidence.Reports.assertNoReport;
import static org.platformnetwork.termexecutor.evidence.Reports.assertReport;

import org.junit.jupiter.api.Test;

/** The excerpts are those of Perl's Test::More and of the TAP reporters of Vitest and Mocha. */
class TapReportTests {

    @Test
    void countsPassesSkipsAndTodos() {
        assertReport(
                """
                1..3
                ok 1 - a
                ok 2 # skip no
                not ok 3 - t # TODO later
                #   Failed (TODO) test 't'
                """,
                "TAP",
                1,
                0,
                2);
    }

    @Test
    void countsFailures() {
        assertReport("1..2\nok 1 - a\nnot ok 2 - b\n#   Failed test 'b'\n", "TAP", 1, 1, 0);
        assertReport("TAP version 14\nok 1\nBail out! No database\n", "TAP", 1, 1, 0);
    }

    @Test
    void countsOutermostLevelOnly() {
        assertReport(
                """
                TAP version 13
                1..1
                ok 1 - ok.test.js # time=5.63ms {
                    1..3
                    ok 1 - a # time=3.53ms
                    not ok 2 - s # SKIP
                    not ok 3 - t # TODO
                }
                """,
                "TAP",
                1,
                0,
                0);
    }

    @Test
    void countsOnlySkips() {
        assertReport("1..1\nok 1 - skip.test.js # SKIP {\n", "TAP", 0, 0, 1);
        assertReport("ok 1 s # SKIP -\n# tests 0\n# pass 0\n# fail 0\n1..1\n", "TAP", 0, 0, 1);
    }

    @Test
    void countsNoTests() {
        assertReport("1..0 # SKIP no x\n", "TAP", 0, 0, 0);
        assertReport("TAP version 13\n1..0\n", "TAP", 0, 0, 0);
    }

    @Test
    void takesMissingLinesForPassed() {
        assertReport(
                "1..9\nok 1 # skip\n[... 70000 bytes left out ...]\nok 9 # skip\n", "TAP", 7, 0, 2);
        assertReport("1..9\nok 1 # skip\nok 9 # skip\n", "TAP", 0, 0, 2);
    }

    @Test
    void believesNoLooseLine() {
        assertNoReport("1..10\n");
        assertNoReport("ok 1 - a\nnot ok 2 - b\n");
        assertNoReport("1..2\nnot ok, said the judge\nok\n");
        assertNoReport("Bail out! No database\n");
    }
}
