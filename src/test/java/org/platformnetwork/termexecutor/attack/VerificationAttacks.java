package org.platformnetwork.termexecutor.attack;

import org.junit.jupiter.api.Test;

/**
 * What the agent's code does when the tests call it: an honest first script lets it in, and it goes
 * for the second.
 */
interface VerificationAttacks extends Theme {

    /** Right for the first script, and wrong for the second unless that is got at. */
    static String product(String attack) {
        return "import os, signal, subprocess, sys, time\n"
                + "def attack():\n"
                + attack.indent(4)
                + "if 'hidden' not in ' '.join(sys.argv + sys.orig_argv):\n    attack()\n"
                + "def answer():\n    return 41\n";
    }

    /** An agent that leaves such a product. */
    static Duel duel(String attack) {
        return Duel.python(
                        "shutil.copy(os.path.dirname(__file__) + '/product', 'calc/answer.py')\n")
                .agentFile("product", product(attack))
                .test("test_0.sh", "python3 -c 'import calc.answer'\n");
    }

    @Test
    default void testFileOfTheNextScriptIsLaidAnew() {
        fight(
                        duel(
                                """
                                open("tests/test_hidden.py", "w").write("import unittest\\n")
                                os.chmod("tests/test_hidden.py", 0o444)
                                os.chmod("tests", 0o555)
                                """))
                .failsAs("tests_failed");
    }

    @Test
    default void daemonOfOneScriptDoesNotLiveToSeeTheNext() {
        fight(
                        duel("""
                        if os.fork(): return
                        os.setsid()
                        if os.fork(): os._exit(0)
                        for _ in range(500):
                            try: open("tests/test_hidden.py", "w").write("import os\\nos._exit(0)")
                            except OSError: pass
                            time.sleep(0.01)
                        os._exit(0)
                        """)
                                .test(
                                        "test_1.sh",
                                        "sleep 0.3; python3 -m unittest tests.test_hidden\n"))
                .failsAs("tests_failed");
    }

    @Test
    default void programsThatOneScriptLeavesDoNotReachTheNext() {
        fight(
                        duel(
                                """
                                bin = os.path.expanduser("~/.local/bin/")
                                os.makedirs(bin, exist_ok=True)
                                for name in "bash", "python3":
                                    open(bin + name, "w").write(
                                        "#!/bin/sh\\necho Ran 1 test in 0.001s; echo; echo OK\\n")
                                    os.chmod(bin + name, 0o755)
                                """))
                .failsAs("tests_failed");
    }

    @Test
    default void modulesThatOneScriptLeavesDoNotReachTheNext() {
        fight(
                        duel(
                                """
                                os.mkdir("unittest")
                                open("unittest/__init__.py", "w").close()
                                open("unittest/__main__.py", "w").write(
                                    "print('Ran 1 test in 0.001s', '', 'OK', sep=chr(10))")
                                """))
                .failsAs("tests_failed");
    }
}
