package org.platformnetwork.termexecutor.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is proposed for tests in each language. Short of running them, the changed text shows it.
 */
class CandidatesTests {

    private static List<Candidate> of(String script, String path, String text) {
        var groups = Candidates.of(script, Map.of(path, text));
        assertThat(groups).hasSize(1);
        return groups.getFirst();
    }

    private static List<String> failing(String script, String path, String text) {
        return of(script, path, text).stream()
                .map(candidate -> candidate.failing(text, new Random(1)).orElseThrow())
                .toList();
    }

    @Test
    void pythonsAssertGetsAnotherValueOrIsNegated() {
        var text =
                """
                # assert add(1, 1) == 3
                TEXT = "assert add(1, 1) == 4"

                def test_add(fixture):
                    assert fixture
                    assert add(2, 3) == 5, "sum, of"
                """;

        var failing = failing("pytest -q test_calc.py", "test_calc.py", text);

        assertThat(failing.get(0))
                .containsPattern("assert add\\(2, 3\\) == [1-9][0-9], \"sum, of\"")
                .contains("# assert add(1, 1) == 3", "\"assert add(1, 1) == 4\"");
        assertThat(failing.get(1)).contains("assert not (add(2, 3) == 5), \"sum, of\"");
    }

    @Test
    void harmlessChangeKeepsLinesAndMeaning() {
        var text = "def test_add():\n    assert (\n        add(2, 3)\n        == 5\n    )\n";

        var candidates = of("pytest test_calc.py", "test_calc.py", text);

        assertThat(candidates.getFirst().harmless(text).orElseThrow())
                .isEqualTo(
                        """
                        def test_add():
                            assert (
                                add(2, 3)
                                == (5)
                            )
                        """);
        assertThat(candidates.getFirst().failing(text, new Random(1)).orElseThrow().lines())
                .hasSize(5);
    }

    @Test
    void valuesAreDrawnAnew() {
        var text = "def test_add():\n    assert add(2, 3) == 50\n";
        var candidate = of("pytest test_calc.py", "test_calc.py", text).getFirst();

        assertThat(new Random(1).longs(60).boxed())
                .extracting(seed -> candidate.failing(text, new Random(seed)).orElseThrow())
                .doesNotContain(text)
                .satisfies(texts -> assertThat(texts.stream().distinct()).hasSizeGreaterThan(10));
    }

    @Test
    void fixturesAndHelpersOfPythonAreNotTouched() {
        var text =
                """
                import pytest

                @pytest.fixture
                def five():
                    assert make() == 5

                class TestCalc(unittest.TestCase):
                    def setUp(self):
                        self.assertEqual(make(), 6)

                    def test_add(self):
                        self.assertEqual(add(2, 3), 7)

                if __name__ == "__main__":
                    unittest.main()
                """;

        var failing = failing("python -m unittest test_calc", "test_calc.py", text);

        assertThat(failing)
                .allSatisfy(changed ->
                        assertThat(changed)
                                .contains("assert make() == 5", "self.assertEqual(make(), 6)"));
        assertThat(failing.get(0)).containsPattern("assertEqual\\(add\\(2, 3\\), [1-9][0-9]\\)");
        assertThat(failing.get(1)).contains("self.assertNotEqual(add(2, 3), 7)");
        assertThat(failing.getLast())
                .containsPattern(
                        "def tearDownModule\\(\\):\\n"
                                + "    raise AssertionError[^\\n]*\\n\\n\\nif __name__");
    }

    @Test
    void testsThatAScriptNamesAreChangedFirst() {
        var text =
                """
                def test_one():
                    assert one() == 1

                def test_two():
                    assert two() == 2
                """;

        var failing = failing("pytest test_calc.py::test_two", "test_calc.py", text);

        assertThat(failing.get(0)).containsPattern("two\\(\\) == [1-9][0-9]");
        assertThat(failing.get(1)).contains("not (two() == 2)");
        assertThat(failing.get(2)).contains("def tearDownModule():");
        assertThat(failing.get(3)).containsPattern("one\\(\\) == [1-9][0-9]");
        assertThat(failing).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest --deselect test_calc.py::test_one",
                "pytest --deselect=test_calc.py::test_one test_calc.py",
                "pytest -k 'not test_one' test_calc.py",
                "pytest -k 'test_two and not (test_one or slow)'",
                "cargo test -- --skip test_one",
                "go test -skip test_one ./...",
                "mvn test '-Dtest=!test_one'",
            })
    void testsThatAScriptLeavesOutAreNotNamed(String script) {
        var text =
                """
                def test_zero():
                    assert zero() == 0

                def test_one():
                    assert one() == 1

                def test_two():
                    assert two() == 2
                """;

        assertThat(failing(script, "test_calc.py", text).getFirst()).contains("one() == 1");
    }

    @Test
    void testsWithAnExpectedValueComeFirst() {
        var text = "def test_a():\n    assert a()\n\ndef test_b():\n    assert b() == 5\n";

        assertThat(of("pytest test_calc.py", "test_calc.py", text))
                .extracting(Candidate::kind)
                .containsExactly(
                        Candidate.Kind.VALUE,
                        Candidate.Kind.NEGATION,
                        Candidate.Kind.NEGATION,
                        Candidate.Kind.END);
    }

    @Test
    void matchersOfJestAreNegatedOrGetAnotherValue() {
        var text =
                """
                // expect(1).toBe(3)
                it("adds", async () => {
                  const pattern = /expect\\("[/]/g;
                  expect(add(2, 3)).toBe(5);
                });
                it.skip("no", () => { expect(0).toBe(1); });
                it("waits", async () => { await expect(later()).resolves.toMatchObject({a: {b: c}}); });
                it("not", () => { expect(add(1, 1)).not.toBe(three); });
                """;

        var failing = failing("npx jest calc.test.ts", "src/calc.test.ts", text);

        assertThat(failing.get(0))
                .containsPattern("expect\\(add\\(2, 3\\)\\)\\.toBe\\([1-9][0-9]\\)");
        assertThat(failing.get(1)).contains("expect(add(2, 3)).not.toBe(5)");
        assertThat(failing.get(2)).contains("expect(later()).resolves.not.toMatchObject(");
        assertThat(failing.get(3)).contains("expect(add(1, 1)).toBe(three)");
        assertThat(failing.get(4)).contains("afterEach(() => { if (!globalThis.afterFirst)");
        assertThat(failing)
                .allSatisfy(changed -> assertThat(changed).contains("expect(0).toBe(1)"));
    }

    @Test
    void otherAssertionsOfJavascriptAreKnown() {
        assertThat(
                        failing(
                                "node --test",
                                "a.test.js",
                                "test('a', t => { assert.deepEqual(sum(), want); });"))
                .first()
                .asString()
                .contains("assert.notDeepEqual(sum(), want)");
        assertThat(failing("node --test", "a.test.js", "test('a', t => { assert(ok(), `m`); });"))
                .first()
                .asString()
                .contains("assert(!(ok()), `m`)");
        assertThat(failing("npx ava", "test.js", "test('a', t => { t.is(sum(1, 2), 'x'); });"))
                .first()
                .asString()
                .containsPattern("t\\.is\\(sum\\(1, 2\\), 'x[a-z]{8}'\\)");
        assertThat(failing("npx mocha", "test/a.js", "it('a', () => { sum().should.be.ok; });"))
                .first()
                .asString()
                .contains("sum().should.not.be.ok");
    }

    @Test
    void hooksAreImportedFromTheRunnerThatTestsImport() {
        var text = "import {it} from 'vitest';\nit('runs', () => { sum(); });\n";

        assertThat(failing("npx vitest run a.test.ts", "a.test.ts", text))
                .singleElement()
                .asString()
                .contains("import {afterEach as afterEachTest} from \"vitest\";");
    }

    @Test
    void guardsAndRowsOfGoAreChanged() {
        var text =
                """
                package calc

                func helper(t *testing.T) { if bad() != 1 { t.Fatal("bad") } }

                func TestAdd(t *testing.T) {
                	if got := Add(2, 3); got != 5 {
                		t.Errorf("got %d, want %d", got, 5)
                	}
                }

                func TestRows(t *testing.T) {
                	for _, tt := range []struct{ a, want int }{{a: 1, want: 2}, {a: 2, want: 4}} {
                		if got := Twice(tt.a); got != tt.want {
                			t.Fatalf("%d", got)
                		}
                	}
                }
                """;

        var failing = failing("go test ./calc -run 'TestAdd|TestRows'", "calc/calc_test.go", text);

        assertThat(failing.get(0)).containsPattern("got := Add\\(2, 3\\); got != [1-9][0-9] \\{");
        assertThat(failing.get(1)).contains("got := Add(2, 3); !(got != 5) {");
        assertThat(failing.get(2)).containsPattern("\\{a: 2, want: [1-9][0-9]\\}");
        assertThat(failing.get(3)).contains("!(got != tt.want) {");
        assertThat(failing.get(4))
                .contains("func TestAdd(t *testing.T) { t.Cleanup(func() { t.Error(");
        assertThat(failing).allSatisfy(changed -> assertThat(changed).contains("bad() != 1"));
    }

    @Test
    void testifyAndGomegaAreKnown() {
        var testify = "func TestA(t *testing.T) { require.Equal(t, want, Get()) }";
        var gomega = "func TestA(t *testing.T) { Expect(Get()).To(Equal(\"x\")) }";

        assertThat(failing("go test ./...", "a_test.go", testify).getFirst())
                .contains("require.NotEqual(t, want, Get())");
        assertThat(failing("go test ./...", "a_test.go", gomega).getFirst())
                .containsPattern("To\\(Equal\\(\"x[a-z]{8}\"\\)\\)");
    }

    @Test
    void macrosOfRustAreChangedInTestsAlone() {
        var text =
                """
                pub fn add<'a>(a: i32) -> i32 { assert_eq!(a, 1); let c = '"'; a }
                #[cfg(test)]
                mod tests {
                    #[test]
                    fn adds() {
                        let s = r#"assert_eq!(1, 2)"#;
                        assert_eq!(add(2), 5u8, "sum {}", s);
                    }
                    #[tokio::test]
                    async fn holds() { assert!(add(1) > two, "x"); }
                    #[test]
                    #[should_panic]
                    fn panics() { assert_eq!(add(1), 7); }
                }
                """;

        var failing = failing("cargo test -p calc", "src/lib.rs", text);

        assertThat(failing.get(0)).containsPattern("assert_eq!\\(add\\(2\\), [1-9][0-9]u8, ");
        assertThat(failing.get(1)).contains("assert_ne!(add(2), 5u8, ");
        assertThat(failing.get(2)).contains("assert!(!(add(1) > two), \"x\")");
        assertThat(failing.get(3)).contains(";panic!(");
        assertThat(failing)
                .allSatisfy(changed ->
                        assertThat(changed)
                                .contains(
                                        "assert_eq!(a, 1);",
                                        "r#\"assert_eq!(1, 2)\"#",
                                        "add(1), 7"));
    }

    @Test
    void assertionsOfJavaCompileWithoutTheOppositesImport() {
        var text =
                """
                import static org.junit.jupiter.api.Assertions.assertEquals;
                import org.junit.jupiter.api.Test;
                class CalcTest {
                    @BeforeEach void set() { assertEquals(1, one()); }
                    @Test
                    @DisplayName("adds (two)")
                    void adds() throws Exception { assertEquals(five, add(2, 3), "m"); }
                    @Test void fluent() {
                        assertThat(add(1, 1))
                            .as("sum")
                            .isEqualTo(2);
                    }
                    @Test @Disabled void off() { assertEquals(3, add(9, 9)); }
                }
                """;

        var failing = failing("mvn test -Dtest=CalcTest", "src/test/java/CalcTest.java", text);

        assertThat(failing.get(0)).containsPattern("\\.isEqualTo\\([1-9][0-9]\\)");
        assertThat(failing.get(1)).contains(".isNotEqualTo(2)");
        assertThat(failing.get(2))
                .contains(
                        "org.junit.jupiter.api.Assertions.assertNotEquals(five, add(2, 3), \"m\")");
        assertThat(failing.get(3)).contains("@org.junit.jupiter.api.AfterEach public void");
        assertThat(failing)
                .allSatisfy(changed ->
                        assertThat(changed)
                                .contains("assertEquals(1, one())", "assertEquals(3, add(9, 9))"));
    }

    @Test
    @Timeout(60)
    void anyTextIsReadInLinearTime() {
        var hostile =
                List.of(
                        "'".repeat(60_000),
                        "r#\"".repeat(20_000),
                        "/*".repeat(40_000),
                        "(".repeat(60_000),
                        "`${".repeat(20_000),
                        "if ".repeat(20_000));

        for (var path :
                List.of("a_test.py", "a.test.js", "a_test.go", "a.rs", "aTest.java", "a.sh")) {
            for (var text : hostile) {
                assertThat(Candidates.of("pytest " + path, Map.of(path, text))).isNotNull();
            }
        }
    }
}
