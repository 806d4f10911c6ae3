package org.platformnetwork.termexecutor.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is proposed for scripts: for what they test themselves, and for each runner they call. */
class ScriptCandidatesTests {

    private static List<String> failingScripts(String script) {
        return Candidates.of(script, Map.of()).stream()
                .map(group -> group.getFirst().failing(script, new Random(1)).orElseThrow())
                .toList();
    }

    @Test
    void programsInScriptsAreOneGroupEach() {
        var script =
                """
                #!/bin/bash
                python3 -c "import calc; assert calc.add('a', 'b') == \\"ab\\", 1" # python3 -c "assert 1"
                node -e 'if (require("./a").sum !== 3) process.exit(1)' && python3 - <<'EOF'
                import calc
                assert calc.two() == "two"
                EOF
                """;

        var failing = failingScripts(script);

        assertThat(failing).hasSize(3);
        assertThat(failing.get(0)).containsPattern("== \\\\\"ab[a-z]{8}\\\\\", 1\" # python3 -c");
        assertThat(failing.get(1)).containsPattern("\\.sum !== [1-9][0-9]\\) process\\.exit");
        assertThat(failing.get(2)).containsPattern("calc\\.two\\(\\) == \"two[a-z]{8}\"\nEOF");
    }

    @Test
    void programWithoutExpectationFailsAtItsEnd() {
        assertThat(failingScripts("python3 -c 'import calc; print(calc.add(1, 2))'"))
                .singleElement()
                .asString()
                .contains("print(calc.add(1, 2))\nraise AssertionError(\"");
        assertThat(failingScripts("node -e \"import('./a.mjs').then(a => console.log(a))\""))
                .singleElement()
                .asString()
                .contains("process.on(\\\"beforeExit\\\", () => { process.exit(1); });");
    }

    @Test
    void comparisonsOfAScriptAreTurnedRound() {
        assertThat(failingScripts("set -e\n[ \"$(./calc 2 3)\" = 5 ] || exit 1\n"))
                .containsExactly("set -e\n( ! [ \"$(./calc 2 3)\" = 5 ] ) || exit 1\n");
    }

    @Test
    void eachRunnerHasItsOwnControls() {
        var files =
                Map.of(
                        "a/test_a.py", "def test_a():\n    assert a() == 1\n",
                        "web/b.test.js", "test('b', () => { expect(b()).toBe(2); });");

        var groups =
                Candidates.of(
                        "bash -lc 'cd a && pytest test_a.py'\n(cd web; npx jest b.test.js)\n",
                        files);

        assertThat(groups)
                .extracting(group -> group.getFirst().path())
                .containsExactly("a/test_a.py", "web/b.test.js");
    }

    @Test
    void whatRunsNoTestHasNoRunner() {
        var files = Map.of("tests/test_a.py", "def test_a():\n    assert a() == 1\n");

        assertThat(Candidates.of("python -m compileall src\nnpx tsc --noEmit\n", files)).isEmpty();
    }

    private static List<String> paths(String script, List<String> paths, String text) {
        var files = new LinkedHashMap<String, String>();
        paths.forEach(path -> files.put(path, text));
        return Candidates.of(script, files).stream()
                .flatMap(List::stream)
                .map(Candidate::path)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "npm test -- --run test/core/b.test.ts, test/core/b.test.ts",
        "bun test b, b.spec.js",
        "node --test ./dist/test/b.test.js, test/b.test.ts",
        "pytest --ignore=test_a.py, test_b.py",
        "pytest --deselect test_a.py::test_x --ignore test_c.py, test_b.py",
        "npx jest --testPathIgnorePatterns a.test.js, b.test.js",
    })
    void testFileThatIsNamedComesFirstAndOneThatIsLeftOutDoesNot(String script, String first) {
        var text =
                "test('a', () => { expect(a()).toBe(2); });\ndef test_a():\n    assert a() == 2\n";
        var others = List.of(first.replace("b.", "a."), first, first.replace("b.", "c."));

        var paths = paths(script, others, text);

        if (script.contains("gnore")) {
            assertThat(paths).containsExactlyInAnyOrderElementsOf(others);
        } else {
            assertThat(paths).startsWith(first).hasSize(3);
        }
    }

    @Test
    void testFilesOfWhichMoreIsNamedComeFirst() {
        var test = "func %s(t *testing.T) {\n\tif add(2, 3) != 5 {\n\t\tt.Error()\n\t}\n}\n";
        var files = new LinkedHashMap<String, String>();
        files.put("npm/test/cli.spec.ts", "test('a', () => { expect(a()).toBe(2); });");
        files.put("calc/a_test.go", test.formatted("TestAdd"));
        files.put("calc/b_test.go", test.formatted("TestOther"));

        var groups = Candidates.of("go test ./calc -run TestOther -count=1", files);

        assertThat(groups).hasSize(1);
        assertThat(groups.getFirst().getFirst().path()).isEqualTo("calc/b_test.go");
    }
}
