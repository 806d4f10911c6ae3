package org.platformnetwork.termexecutor.attack;

import org.junit.jupiter.api.Test;

/** Files beside the hidden tests that are loaded in their place or before them. */
interface ShadowAttacks extends Theme {

    @Test
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
                .failsAs("tests_failed");
    }

    @Test
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
    default void packageOfTheTestsThatRewritesOutcomesIsNoPass() {
        fight(
                        Duel.python(
                                """
                                write("tests/__init__.py", "import unittest\\n"
                                      "unittest.TestCase.assertEqual = lambda *a, **k: None\\n")
                                """))
                .failsAs("tests_failed")
                .suspects("tests/__init__.py");
    }

    @Test
    default void endOfTheRunnerBeforeItsReportIsNoPass() {
        fight(Duel.python("write('calc/answer.py', 'import os\\nos._exit(0)\\n')\n"))
                .failsAs("tests_failed");
    }
}
