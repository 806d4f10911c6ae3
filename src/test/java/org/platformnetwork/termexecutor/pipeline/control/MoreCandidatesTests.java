package org.platformnetwork.termexecutor.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Assertions beyond the usual ones of a language, its hooks, and expectations kept in files. */
class MoreCandidatesTests {

    private static List<String> failing(String script, String path, String text) {
        return Candidates.of(script, Map.of(path, text)).getFirst().stream()
                .map(candidate -> candidate.failing(text, new Random(1)).orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "send.assert_called_with(1, 'a')~assert_called_with\\(1, 'a[a-z]{8}'\\)",
                "send.assert_called_once_with(to=5)~assert_called_once_with\\(to=[1-9][0-9]\\)",
                "a.b.assert_called_with(x)~assert_called_with\\(x, unexpected=[1-9][0-9]\\)",
                "a().assert_any_call()~assert_any_call\\(unexpected=[1-9][0-9]\\)",
                "send.assert_called()~assert_not_called\\(\\)",
                "send.assert_called_once()~assert_not_called\\(\\)",
                "send.assert_not_called()~assert_called\\(\\)",
            })
    void mocksOfPythonExpectAnotherCall(String assertion, String changed) {
        var text = "def test_a(send):\n    run(send)\n    " + assertion + "\n";

        assertThat(failing("pytest test_a.py", "test_a.py", text).getFirst())
                .containsPattern(changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "expect(f).toHaveBeenCalledWith('x')~toHaveBeenCalledWith\\('x[a-z]{8}'\\)",
                "expect(f).toHaveBeenCalledTimes(2)~toHaveBeenCalledTimes\\([1-9][0-9]\\)",
                "expect(f).toHaveBeenCalled()~expect\\(f\\)\\.not\\.toHaveBeenCalled",
                "sinon.assert.calledWith(f, 'x')~never",
                "expect(sum()).to.be.true~expect\\(sum\\(\\)\\)\\.not\\.to\\.be\\.true",
                "should(sum()).equal(5)~should\\(sum\\(\\)\\)\\.equal\\([1-9][0-9]\\)",
                "assert.lengthOf(list(), 5)~lengthOf\\(list\\(\\), [1-9][0-9]\\)",
                "assert.isNull(x())~assert\\.isNotNull\\(x\\(\\)\\)",
                "assert.strict.equal(sum(), 5)~equal\\(sum\\(\\), [1-9][0-9]\\)",
                "strictEqual(sum(), 5)~strictEqual\\(sum\\(\\), [1-9][0-9]\\)",
                "ok(sum())~ok\\(!\\(sum\\(\\)\\)\\)",
                "t.regex(a(), b)~t\\.notRegex\\(a\\(\\), b\\)",
                "t.same(a(), 5)~t\\.same\\(a\\(\\), [1-9][0-9]\\)",
            })
    void otherAssertionsOfJavascriptAreChanged(String assertion, String changed) {
        var text = "import 'node:assert';\ntest('a', t => { " + assertion + "; });\n";

        var failing = failing("node --test a.test.js", "a.test.js", text);

        if (changed.equals("never")) {
            assertThat(failing).isNotEmpty();
        } else {
            assertThat(failing.getFirst()).containsPattern(changed);
        }
    }

    @Test
    void testsOfTapeAndTapAreKnown() {
        for (var name : List.of("tape", "tap.test", "test.serial")) {
            var text = name + "('a', t => { t.equal(sum(), 5); t.end(); });\n";

            assertThat(failing("node a.test.js", "a.test.js", text).getFirst())
                    .containsPattern("t\\.equal\\(sum\\(\\), [1-9][0-9]\\)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "import org.junit.jupiter.api.Test~@org.junit.jupiter.api.AfterEach fun ",
                "import org.junit.Test~@org.junit.After fun ",
                "import kotlin.test.Test~@kotlin.test.AfterTest fun ",
            })
    void hooksOfKotlinAreFunctions(String imported, String hook) {
        var text = imported + "\nclass T {\n    @Test\n    fun runs() { run() }\n}\n";

        assertThat(failing("./gradlew test --tests T", "src/test/kotlin/T.kt", text).getLast())
                .contains(hook, "throw AssertionError(")
                .doesNotContain("throw new");
    }

    @Test
    void testngHasItsOwnHookAndAssertions() {
        var text =
                """
                import org.testng.annotations.Test;
                import static org.testng.Assert.assertTrue;
                public class T {
                    @Test public void holds() { assertTrue(run()); }
                }
                """;

        var failing = failing("mvn test -Dtest=T", "src/test/java/T.java", text);

        assertThat(failing.getFirst()).contains("org.testng.Assert.assertFalse(run())");
        assertThat(failing.getLast())
                .contains("@org.testng.annotations.AfterMethod public void afterEachTest() {");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "testdata/help.golden~usage: calc%~usage: calc[a-z]{8}",
                "testdata/help.json~{\"a\": \"b\", \"n\": {}}~\\{\"a\": \"b[a-z]{8}\", \"n\":"
                        + " \\{\\}\\}",
                "testdata/help.json~{\"n\": 5}~\\{\"n\": [1-9][0-9]\\}",
                "__snapshots__/a_test.go.snap~exports[`x 1`] = `5`;~exports\\[`x 1`\\] ="
                        + " `[1-9][0-9]`;",
            })
    void linesOfFilesThatATestNamesAreChanged(String path, String golden, String changed) {
        var test = "func TestA(t *testing.T) { compare(t, read(\"help\")) }";
        var text = golden.replace('%', '\n');
        var files = new LinkedHashMap<String, String>();
        files.put("a_test.go", test);
        files.put("testdata/other.golden", "other\n");
        files.put(path, text);

        var found = Candidates.of("go test .", files).getFirst();

        assertThat(found.getFirst().path()).isEqualTo(path);
        assertThat(found.getFirst().harmless(text)).contains(text);
        assertThat(found.getFirst().failing(text, new Random(1)).orElseThrow())
                .matches("(?s)" + changed + "\\s*");
        assertThat(found.getLast().path()).isEqualTo("a_test.go");
    }

    @Test
    void filesAreNoExpectationWhereATestHasOne() {
        var files = new LinkedHashMap<String, String>();
        files.put("test_a.py", "def test_a():\n    assert a('help.txt') == 5\n");
        files.put("tests/help.txt", "help\n");

        assertThat(Candidates.of("pytest test_a.py", files).getFirst())
                .allMatch(candidate -> candidate.path().equals("test_a.py"));
    }
}
