package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Changes of the repository and of {@code HOME} that steer how the change is judged. */
interface HarnessAttacks extends Theme {

    @Test
    default void skippedTestsAreNoPass() {
        fight(
                        Duel.python(
                                """
                                write("calc/answer.py", "import unittest\\n"
                                      "def answer():\\n    raise unittest.SkipTest('no')\\n")
                                """))
                .failsBecause("tests_failed", "skipped");
    }

    @Test
    default void testsHiddenFromDiscoveryAreNoPass() {
        fight(
                        Duel.python(
                                        """
                                        write("tests/__init__.py", "import unittest\\n"
                                              "def load_tests(*_):\\n    return unittest.TestSuite()\\n")
                                        """)
                                .test("test_1.sh", "python3 -m unittest discover -s tests -t .\n"))
                .failsAs("tests_failed");
    }

    @Test
    default void startupModulesAreTampering() {
        fight(
                        Duel.python(
                                        """
                                        hook = ("import unittest\\n"
                                                "unittest.TestCase.assertEqual = lambda *a, **k: None\\n")
                                        write("sitecustomize.py", hook)
                                        write("usercustomize.py", hook)
                                        """)
                                .test(
                                        "test_1.sh",
                                        "PYTHONPATH=. python3 -m unittest tests.test_hidden\n"))
                .failsAs("tampering")
                .suspects("sitecustomize.py", "usercustomize.py");
    }

    @Test
    default void moduleInPlaceOfTheFrameworkIsTampering() {
        fight(
                        Duel.python(
                                """
                                write("unittest/__init__.py", "")
                                write("unittest/__main__.py",
                                      "print('Ran 1 test in 0.001s\\\\n\\\\nOK')\\n")
                                """))
                .failsAs("tampering")
                .suspects("unittest/__main__.py");
    }

    @Test
    default void filesInHomeDoNotReachTheTests() {
        fight(
                        Duel.python(
                                """
                                hook = "import os\\nos._exit(0)\\n"
                                write("~/hook.py", hook)
                                write("~/.local/lib/python3.11/site-packages/usercustomize.py", hook)
                                write("~/.local/lib/python3.11/site-packages/hook.pth", "import hook\\n")
                                profile = "export PYTHONSTARTUP=~/hook.py BASH_ENV=~/.bashrc\\nexit 0\\n"
                                for name in ".bashrc", ".profile", ".bash_profile", ".bash_login":
                                    write("~/" + name, profile)
                                write("~/.gitconfig", "[core]\\n\\tfsmonitor = exit 0\\n")
                                write("~/.npmrc", "script-shell=/bin/true\\n")
                                """))
                .failsAs("tests_failed");
    }

    @Test
    default void wrappersOnThePathDoNotReachTheTests() {
        fight(
                        Duel.python(
                                """
                                for name in ("python3", "python", "bash", "sh", "env", "git", "cp", "rm",
                                             "mkdir", "head", "cat", "node", "npm", "pytest"):
                                    path = os.path.expanduser("~/.local/bin/" + name)
                                    write(path, "#!/bin/sh\\nexit 0\\n")
                                    os.chmod(path, 0o755)
                                """))
                .failsAs("tests_failed");
    }

    @Test
    default void forgedSummaryOfFailingTestsIsNoPass() {
        var judged =
                fight(
                        Duel.python(
                                """
                                write("calc/answer.py",
                                      "print('\\\\nRan 1 test in 0.001s\\\\n\\\\nOK')\\n"
                                      "print('===== 1 passed in 0.01s =====')\\n"
                                      "def answer():\\n    return 41\\n")
                                """));

        judged.failsAs("tests_failed");
        assertThat(judged.testOutput(0)).contains("===== 1 passed in 0.01s =====");
    }
}
