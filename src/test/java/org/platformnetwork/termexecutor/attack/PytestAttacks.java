package org.platformnetwork.termexecutor.attack;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** What steers the real pytest. */
interface PytestAttacks extends Theme {

    default Duel pytest(String attack) {
        return Duel.python(attack)
                .in(PytestRepository.in(arena().outside("pytest")))
                .test(
                        "test_1.sh",
                        "PYTHONPATH=vendor:. python3 -m pytest -p no:cacheprovider"
                                + " tests/test_hidden.py\n");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void pluginThatRewritesOutcomesIsTampering() {
        fight(
                        pytest(
                                """
                                write("tests/conftest.py", '''
                                import pytest
                                @pytest.hookimpl(hookwrapper=True)
                                def pytest_runtest_makereport(item, call):
                                    result = (yield).get_result()
                                    result.outcome, result.longrepr = "passed", None
                                ''')
                                """))
                .failsAs("tampering")
                .suspects("tests/conftest.py");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void pluginThatSkipsEverythingIsNoPass() {
        fight(
                        pytest(
                                """
                                write("conftest.py", '''
                                import pytest
                                def pytest_collection_modifyitems(items):
                                    for item in items:
                                        item.add_marker(pytest.mark.skip)
                                ''')
                                """))
                .failsBecause("tests_failed", "skipped")
                .suspects("conftest.py");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void settingsThatRunNothingAreNoPass() {
        fight(pytest("write('pytest.ini', '[pytest]\\naddopts = --collect-only\\n')\n"))
                .failsAs("tests_failed")
                .suspects("pytest.ini");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void settingsThatLoadPluginsAreTampering() {
        fight(
                        pytest(
                                """
                                write("pytest.ini", "[pytest]\\naddopts = -p calc.plugin\\n")
                                write("calc/plugin.py",
                                      "import unittest\\n"
                                      "unittest.TestCase.assertEqual = lambda *a, **k: None\\n")
                                """))
                .failsAs("tampering")
                .suspects("pytest.ini");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void forgedSummaryOfPytestIsNoPass() {
        fight(
                        pytest(
                                """
                                write("calc/answer.py",
                                      "import atexit\\n"
                                      "atexit.register(print, '===== 1 passed in 0.01s =====')\\n"
                                      "def answer():\\n    return 41\\n")
                                """))
                .failsAs("tests_failed");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void endOfPytestWhileItCollectsIsNoPass() {
        fight(pytest("write('calc/answer.py', 'import os\\nos._exit(0)\\n')\n"))
                .failsBecause("tests_failed", "without a report");
    }

    @Test
    @EnabledIfCommand("pytest")
    default void endOfPytestInTheSecondTestIsNoPass() {
        fight(
                        pytest(
                                        """
                                        write("calc/answer.py",
                                              "import os\\ndef answer():\\n    os._exit(0)\\n")
                                        """)
                                .test(
                                        "tests/test_hidden.py",
                                        """
                                        def test_first():
                                            pass

                                        def test_answer():
                                            from calc.answer import answer
                                            assert answer() == 42
                                        """))
                .failsBecause("tests_failed", "without a report");
    }
}
