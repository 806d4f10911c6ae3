package org.platformnetwork.termexecutor.attack;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Files beside the hidden tests that are loaded in their place or before them. */
interface ShadowAttacks extends Theme {

    @Test
    @Disabled("gives 1.0: nothing clears __pycache__ beside the test files")
    default void compiledModuleInPlaceOfTheTestIsNoPass() {
        fight(
                        Duel.python(
                                """
                                import importlib.util, py_compile
                                write("empty.py", "import unittest\\n"
                                      "class T(unittest.TestCase):\\n    def test(self): pass\\n")
                                os.makedirs("tests/__pycache__", exist_ok=True)
                                py_compile.compile(
                                    "empty.py", importlib.util.cache_from_source("tests/test_hidden.py"),
                                    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
                                os.remove("empty.py")
                                """))
                .failsAs("tampering");
    }

    @Test
    @Disabled("gives 1.0: nothing clears what shadows a test file")
    default void packageInPlaceOfTheTestIsNoPass() {
        fight(
                        Duel.python(
                                """
                                write("tests/test_hidden/__init__.py", "import unittest\\n"
                                      "class T(unittest.TestCase):\\n    def test(self): pass\\n")
                                """))
                .failsAs("tampering");
    }

    @Test
    @Disabled("gives 1.0: support files of the tests are not put back")
    default void packageOfTheTestsThatRewritesOutcomesIsNoPass() {
        fight(
                        Duel.python(
                                """
                                write("tests/__init__.py", "import unittest\\n"
                                      "unittest.TestCase.assertEqual = lambda *a, **k: None\\n")
                                """))
                .failsAs("tampering");
    }

    @Test
    @Disabled("gives 1.0: a runner without a report is no objection")
    default void endOfTheRunnerBeforeItsReportIsNoPass() {
        fight(Duel.python("write('calc/answer.py', 'import os\\nos._exit(0)\\n')\n"))
                .failsAs("tests_failed");
    }
}
