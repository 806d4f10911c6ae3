package org.platformnetwork.termexecutor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.evidence.report.TestReports;

/** Reports that tests print, of suites that they run themselves, are not the runner's own. */
class InnerReportTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                // pytest -rA with pytester
                """
                ============================= test session starts ==============================
                collected 2 items

                tests/test_calc.py ..                                                    [100%]

                ==================================== PASSES ====================================
                _________________________________ test_plugin __________________________________
                ----------------------------- Captured stdout call -----------------------------
                ============================= test session starts ==============================
                collected 1 item
                F                                                                        [100%]
                1 failed in 0.01s
                PASSED tests/test_calc.py::test_plugin
                ============================== 2 passed in 0.14s ===============================
                """,
                """
                FAIL: test_no (tests.test_calc.T.test_runner.<locals>.I.test_no)
                ----------------------------------------------------------------------
                Ran 1 test in 0.000s

                FAILED (failures=1)
                ..
                ----------------------------------------------------------------------
                Ran 2 tests in 0.001s

                OK
                """,
                """
                === RUN   TestRunner
                --- FAIL: TestInner (0.00s)
                FAIL
                FAIL\tinner\t0.002s
                FAIL
                --- PASS: TestRunner (0.40s)
                PASS
                ok  \texample.org/m\t0.403s
                ?   \texample.org/m/doc\t[no test files]
                """,
                """
                running 2 tests
                running 1 test
                test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
                running 5 tests
                test inner ... ok
                test outer ... ok
                test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s

                running 0 tests

                test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
                """,
                """
                Test Suites: 1 failed, 1 total
                Tests:       1 failed, 1 total
                Test Suites: 1 passed, 1 total
                Tests:       3 passed, 3 total
                """,
                """
                  1 passing (3ms)
                  1 failing

                  2 passing (40ms)
                """,
                """
                ℹ tests 1
                ℹ pass 0
                ℹ fail 1
                ℹ cancelled 0
                ℹ skipped 0
                ℹ todo 0
                ✔ runs an inner suite (3ms)
                ℹ tests 1
                ℹ pass 1
                ℹ fail 0
                ℹ cancelled 0
                ℹ skipped 0
                ℹ todo 0
                """,
                """
                TAP version 13
                ok 1 first
                TAP version 13
                ok 1 inner
                not ok 2 inner
                1..2
                ok 2 runs an inner suite
                ok 3 last
                1..3
                """,
                """
                1 test completed, 1 failed
                BUILD FAILED in 2s
                BUILD SUCCESSFUL in 9s
                """,
                """
                [ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0
                [INFO] BUILD FAILURE
                [INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0
                [INFO] BUILD SUCCESS
                """,
                // A runner of another kind, killed before its end
                """
                ============================= test session starts ==============================
                collected 1 item
                1 failed in 0.01s
                ============================= test session starts ==============================
                  2 passing (40ms)
                """,
            })
    void doNotCount(String output) {
        assertThat(TestReports.objection("make check", output)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 passed in 0.01s\n1 failed in 0.05s\n",
                "Ran 1 test in 0.1s\n\nOK\nRan 2 tests in 0.1s\n\nFAILED (errors=1)\n",
                """
                ok  \tinner\t0.1s
                --- FAIL: TestA (0.00s)
                FAIL
                FAIL\tm\t0.1s
                ok  \tn\t0.1s
                FAIL
                """,
                "--- FAIL: TestA (0.00s)\nPASS\nFAIL\nok  \tm\t0.1s\n",
                """
                running 1 test
                test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
                running 0 tests
                test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out
                """,
                "ok 1 a\n1..1\nnot ok 1 b\n1..1\n",
                "1 test completed, 1 failed\nBUILD SUCCESSFUL in 9s\n",
                """
                [ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0
                [INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0
                [INFO] BUILD SUCCESS
                """,
                "  1 passing (1ms)\nTests:       1 failed, 1 total\n",
            })
    void failuresThatTheRunnerClosesWithCount(String output) {
        assertThat(TestReports.objection("make check || true", output))
                .hasValueSatisfying(objection -> assertThat(objection).contains(" failed test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 failed in 0.05s\n1 passed in 0.01s\n",
                "Ran 2 tests in 0.1s\n\nFAILED (errors=1)\nRan 1 test in 0.1s\n\nOK\n",
                "FAIL\tm\t0.1s\nFAIL\nok  \tn\t0.1s\n",
                "1 failed in 0.05s\nRan 1 test in 0.1s\n\nOK\n",
            })
    void failuresOfEachRunThatTheScriptStartsCount(String output) {
        for (var script :
                new String[] {
                    "pytest a\npython3 -m pytest b\n",
                    "cd /repo || exit 1\npytest a\npytest b\n",
                    "cd /repo && pytest a; pytest b || exit 1; pytest c\n",
                }) {
            assertThat(TestReports.objection(script, output)).as(script).isPresent();
        }
        for (var script :
                new String[] {
                    "pytest a",
                    "pytest a || pytest a\npytest b\n",
                    "set -e\npytest a\npytest b\n",
                    "#!/bin/bash -eu\npytest a\npytest b\n",
                    "pytest a && pytest b\n",
                    "pytest a \\\n  || true\npytest b\n",
                }) {
            assertThat(TestReports.objection(script, output)).as(script).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tests:       1 failed, 1 total\nTests:       2 passed, 2 total\n",
                " Tests  1 failed (1)\n Tests  2 passed (2)\n",
                "  0 passing (1ms)\n  1 failing\n\n  2 passing (40ms)\n",
                """
                [ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0
                [INFO] BUILD FAILURE
                [INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0
                [INFO] BUILD SUCCESS
                """,
                "1 test completed, 1 failed\nBUILD FAILED in 2s\nBUILD SUCCESSFUL in 9s\n",
                "TAP version 13\nnot ok 1 a\n1..1\nTAP version 13\nok 1 b\n1..1\n",
                "1..2\nok 1 a\nnot ok 2 b\n1..1\nok 1 c\n",
                """
                ℹ tests 1
                ℹ pass 0
                ℹ fail 1
                ℹ cancelled 0
                ℹ skipped 0
                ℹ todo 0
                ℹ tests 1
                ℹ pass 1
                ℹ fail 0
                ℹ cancelled 0
                ℹ skipped 0
                ℹ todo 0
                """,
                "Tests:       1 failed, 1 total\n1 passed in 0.01s\n",
            })
    void failuresOfEachRunCountWhateverTheRunner(String output) {
        for (var script :
                new String[] {
                    "npx jest a\nnpx jest b\n",
                    "node_modules/.bin/vitest run a; node_modules/.bin/vitest run b\n",
                    "#!/bin/bash\ncd /repo\nCI=1 npm run test:unit\nyarn test\n",
                    "mvn -q test -pl a\n./mvnw -q verify -pl b\n",
                    "./gradlew check; timeout 60 ./gradlew :b:test\n",
                    "node --test a.js\nnode test/b.js\n",
                    "./run_tests.sh a\n./run_tests.sh b\n",
                    "for t in a b; do npx mocha $t; done\n",
                    "prove a.t\nif true; then prove b.t; fi\n",
                    "make test-unit &\nmake check\n",
                    "pytest a\npython -m pytest b\n",
                }) {
            assertThat(TestReports.objection(script, output)).as(script).isPresent();
        }
        for (var script :
                new String[] {
                    "npm ci\nnpm test\n",
                    "cd tests\nexport NODE_ENV=test\nnpx jest\n",
                    "pip install -e '.[test]'\npytest -rA\n",
                    "npm run build && npx mocha a || exit 1\nnpx mocha b\n",
                    "set -euo pipefail\nmvn test -pl a\nmvn test -pl b\n",
                    "mvn -q install -DskipTests\nmvn test\n",
                    "cp tests/a.js test/\ntest -f x\nnode --test\n",
                    "make check\n# then make test\n",
                    "for f in tests/*.patch; do git apply $f; done\nnpx jest\n",
                }) {
            assertThat(TestReports.objection(script, output)).as(script).isEmpty();
        }
    }

    @Test
    void runThatIsOpenedAndNotClosedIsUnreported() {
        var opening = "===== test session starts =====\ncollected 2 items\n\ntests/test_a.py .";
        for (var script : new String[] {"pytest tests", "make check"}) {
            for (var output :
                    new String[] {
                        "1 passed in 0.1s\n" + opening, opening, "running 2 tests\ntest a ... ok\n"
                    }) {
                assertThat(TestReports.isUnreported(script, output)).as(output).isTrue();
            }
        }
        assertThat(TestReports.isUnreported("pytest tests | head -2", opening)).isFalse();
    }
}
