package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuspiciousLinesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    os._exit(0)",
                "process.reallyExit(0)",
                "f = sys._getframe(1)",
                "for frame in inspect.stack():",
                "open('/proc/self/fd/1', 'w')",
                "import _pytest.runner",
                "if 'PYTEST_CURRENT_TEST' in os.environ:",
                "    def __eq__(self, other): return True",
                "process.exit(0);",
                "os.Exit(0)",
                "_, file, _, _ := runtime.Caller(1)",
                "if testing.Testing() {",
                "std::process::exit(0);",
                "Runtime.getRuntime().halt(0);",
                "StackWalker.getInstance()",
                "public boolean equals(Object other) { return true; }",
                "[Symbol.toPrimitive]() { return 5 }",
                "atexit.register(print, '1 passed')",
            })
    void findsWhatGetsAtTheJudge(String line) {
        assertThat(SuspiciousLines.in(patch("+" + line), path -> true))
                .containsExactly("calc.py:2: " + line.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return a + b",
                "sys.exit(main())",
                "self.exit_code = 0",
                "from .frames import Frame",
                "x == other",
                "inspection = 1",
                "justify.left()",
            })
    void leavesOrdinaryLines(String line) {
        assertThat(SuspiciousLines.in(patch("+" + line), path -> true)).isEmpty();
    }

    @Test
    void leavesWhatWasThereAndWhatIsTakenAway() {
        assertThat(SuspiciousLines.in(patch("-os._exit(0)") + " os._exit(1)\n", path -> true))
                .isEmpty();
    }

    @Test
    void leavesFilesThatAreNoProduct() {
        assertThat(SuspiciousLines.in(patch("+os._exit(0)"), "other.py"::equals)).isEmpty();
    }

    @Test
    void countsLinesOfEachFile() {
        var patch =
                """
                diff --git a/a.py b/a.py
                --- a/a.py
                +++ b/a.py
                @@ -1,2 +1,3 @@
                 one
                -two
                +++ b/two
                +os._exit(2)
                @@ -10 +11 @@ def f():
                -x
                +os._exit(11)
                \\ No newline at end of file
                diff --git a/b.py b/b.py
                new file mode 100644
                --- /dev/null
                +++ b/b.py
                @@ -0,0 +1 @@
                +os._exit(1)
                """;

        assertThat(SuspiciousLines.in(patch, path -> true))
                .containsExactly(
                        "a.py:3: os._exit(2)", "a.py:11: os._exit(11)", "b.py:1: os._exit(1)");
    }

    @Test
    void listsNoMoreThanItsLimits() {
        var lines = ("+os._exit(0) # " + "x".repeat(1000) + "\n").repeat(100);
        var patch = "+++ b/a.py\n@@ -0,0 +1,100 @@\n" + lines;

        var found = SuspiciousLines.in(patch, path -> true);

        assertThat(found).hasSize(SuspiciousLines.MAX_LINES);
        assertThat(found).allMatch(line -> line.length() < SuspiciousLines.MAX_LENGTH + 20);
    }

    private static String patch(String changed) {
        return "--- a/calc.py\n+++ b/calc.py\n@@ -1,9 +1,9 @@\n import os\n" + changed + "\n";
    }
}
