package org.platformnetwork.termexecutor.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where a change is made in a version of a file other than the one that it was found in. */
class CandidatePlaceTests {

    private static Candidate first(String script, String path, String text) {
        return Candidates.of(script, Map.of(path, text)).getFirst().getFirst();
    }

    @Test
    void placeIsFoundAgainWhereTheFileIsAnother() {
        var text = "def test_add():\n    assert add(2, 3) == 5\n";
        var candidate = first("pytest test_calc.py", "test_calc.py", text);

        assertThat(candidate.failing("import os\n" + text, new Random(1)))
                .get()
                .asString()
                .startsWith("import os\ndef test_add():\n    assert add(2, 3) == ");
        assertThat(candidate.failing(text + text, new Random(1))).isPresent();
        assertThat(candidate.failing("def test_add():\n    pass\n", new Random(1))).isEmpty();
    }

    @Test
    void placeIsFoundAgainWhereTestsWereAddedAroundIt() {
        var test =
                """
                    #[test]
                    fn adds_two_and_three() {
                        assert_eq!(add(2, 3), 5);
                    }
                """;
        var text = "mod tests {\n    use super::*;\n\n" + test + "}\n";
        var added = "    #[test]\n    fn %s() {\n        assert_eq!(add(0, 0), 0);\n    }\n\n";
        var own =
                "mod tests {\n    use super::*;\n\n"
                        + added.formatted("before")
                        + test
                        + "\n"
                        + added.formatted("after")
                        + "}\n";
        var candidate = first("cargo test", "src/lib.rs", text);

        assertThat(candidate.failing(own, new Random(1)))
                .get()
                .asString()
                .containsPattern("add\\(2, 3\\), [1-9][0-9]\\)")
                .contains(added.formatted("before"), added.formatted("after"));
        assertThat(candidate.failing(own.replace("add(2, 3)", "add(3, 2)"), new Random(1)))
                .isEmpty();
    }
}
