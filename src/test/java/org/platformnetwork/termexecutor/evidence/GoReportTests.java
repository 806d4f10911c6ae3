package org.platformnetwork.termexecutor.evidence;

import static org.platformnetwork.termexecutor.evidence.Reports.assertNoReport;
import static org.platformnetwork.termexecutor.evidence.Reports.assertReport;

import org.junit.jupiter.api.Test;

/** The excerpts are those of Go 1.26. */
class GoReportTests {

    @Test
    void countsPackagesThatAreOk() {
        assertReport(
                """
                ok  \texample.org/m/ok\t(cached)
                ok  \texample.org/m/cover\t0.006s\tcoverage: 61.2% of statements
                ?   \texample.org/m/none\t[no test files]
                ok  \texample.org/m/zero\t0.004s [no tests to run]
                """,
                "go test", 2, 0, 0);
    }

    @Test
    void countsNoTests() {
        assertReport("ok  \texample.org/m/zero\t(cached) [no tests to run]\n", "go test", 0, 0, 0);
        assertReport("?   \texample.org/m/none\t[no test files]\n", "go test", 0, 0, 0);
        assertReport(
                """
                testing: warning: no tests to run
                PASS
                ok  \texample.org/m/zero\t0.003s
                """,
                "go test",
                0,
                0,
                0);
        assertReport(
                "ok  \tm\t0.006s\tcoverage: 0.0% of statements [no tests to run]\n",
                "go test", 0, 0, 0);
    }

    @Test
    void countsFailures() {
        assertReport(
                """
                --- FAIL: TestB (0.00s)
                    x_test.go:6: x
                FAIL
                FAIL\texample.org/m/all\t0.007s
                FAIL\texample.org/m/bad [build failed]
                ok  \texample.org/m/ok\t0.008s
                FAIL
                """,
                "go test",
                1,
                2,
                0);
    }

    @Test
    void countsTestsOneByOneWhenVerbose() {
        assertReport(
                """
                === RUN   TestA
                === RUN   TestA/sub
                    x_test.go:5:\s
                --- PASS: TestA (0.00s)
                    --- SKIP: TestA/sub (0.00s)
                === RUN   TestS
                    x_test.go:7: no
                --- SKIP: TestS (0.00s)
                PASS
                ok  \texample.org/m/all\t0.003s
                === RUN   TestS
                --- SKIP: TestS (0.00s)
                PASS
                ok  \texample.org/m/skip\t0.006s
                """,
                "go test",
                1,
                0,
                2);
    }

    @Test
    void countsOnlySkips() {
        assertReport(
                """
                === RUN   TestS
                    x_test.go:5: no
                --- SKIP: TestS (0.00s)
                PASS
                ok  \texample.org/m/skip\t0.006s
                """,
                "go test",
                0,
                0,
                1);
    }

    @Test
    void countsFailureInPackageThatIsOk() {
        assertReport(
                """
                === RUN   TestB
                    x_test.go:9: x
                --- FAIL: TestB (0.00s)
                FAIL
                ok  \texample.org/m/main\t0.003s
                """,
                "go test",
                0,
                1,
                0);
    }

    @Test
    void countsPassWhoseLineFollowsUnfinishedOutput() {
        assertReport(
                """
                === RUN   TestA
                loading...--- PASS: TestA (0.00s)
                === RUN   TestS
                --- SKIP: TestS (0.00s)
                PASS
                ok  \texample.org/m/ok\t0.006s
                """,
                "go test",
                1,
                0,
                1);
    }

    @Test
    void takesPackageForPassedWhenLinesAreMissing() {
        assertReport(
                """
                === RUN   TestA
                [... 70000 bytes left out ...]
                --- SKIP: TestS (0.00s)
                PASS
                ok  \texample.org/m/ok\t0.006s
                """,
                "go test",
                1,
                0,
                1);
    }

    @Test
    void readsEvents() {
        assertReport(
                """
                {"Time":"2026-11-22T12:17:45.1Z","Action":"start","Package":"m/all"}
                {"Time":"2026-11-22T12:17:45.1Z","Action":"output","Package":"m/all","Test":"TestB","Output":"--- FAIL: TestB (0.00s)\\n"}
                {"Time":"2026-11-22T12:17:45.1Z","Action":"skip","Package":"m/all","Test":"TestA/sub","Elapsed":0}
                {"Time":"2026-11-22T12:17:45.1Z","Action":"pass","Package":"m/all","Test":"TestA","Elapsed":0}
                {"Time":"2026-11-22T12:17:45.1Z","Action":"fail","Package":"m/all","Test":"TestB","Elapsed":0}
                {"Time":"2026-11-22T12:17:45.1Z","Action":"skip","Package":"m/all","Test":"TestS","Elapsed":0}
                {"Time":"2026-11-22T12:17:45.1Z","Action":"fail","Package":"m/all","Elapsed":0.005}
                """,
                "go test",
                1,
                1,
                1);
    }

    @Test
    void readsEventsOfPackages() {
        assertReport(
                """
                {"Time":"2026-11-22T12:17:43.4Z","Action":"skip","Package":"m/none","Elapsed":0}
                {"Time":"2026-11-22T12:17:43.9Z","Action":"pass","Package":"m/zero","Elapsed":0.006}
                """,
                "go test",
                0,
                0,
                0);
        assertReport(
                """
                {"Time":"2026-11-22T12:17:44.6Z","Action":"fail","Package":"m/bad","Elapsed":0,"FailedBuild":"m/bad"}
                """,
                "go test",
                0,
                1,
                0);
    }

    @Test
    void believesNoLooseLine() {
        assertNoReport("--- FAIL: TestB (0.00s)\nFAIL\n");
        assertNoReport("ok\tm\t0.1s\n");
        assertNoReport("ok  \tm\tsoon\n");
        assertNoReport("FAIL m 0.1s\n");
    }
}
