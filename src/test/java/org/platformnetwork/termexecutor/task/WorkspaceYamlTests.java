package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceYamlTests {

    @TempDir Path temporary;

    @Test
    void readsTextsAndIgnoresUnknownKeys() throws Exception {
        var yaml =
                yaml(
                        """
                        repo: owner/name
                        patch: |
                          --- a/x
                        quality_score: 0.7
                        install: [make, "npm ci"]
                        install_config:
                          install: pip install .
                          python: 3.11
                        meta: {test_files: "[]", nested: {deeper: [1, {x: y}]}}
                        """);

        assertThat(yaml.text("repo")).isEqualTo("owner/name");
        assertThat(yaml.texts("install")).containsExactly("make", "npm ci");
        assertThat(yaml.texts("install_config", "install")).containsExactly("pip install .");
        assertThat(yaml.text("meta", "test_files")).isEqualTo("[]");
    }

    @Test
    void missingAndEmptyValuesAreAbsent() throws Exception {
        var yaml = yaml("a:\nb: ''\nc: ~\nd: {}\ne: []\nf: [~, '', x]\ng: text\n");

        for (var key : List.of("a", "b", "c", "none")) {
            assertThat(yaml.text(key)).isNull();
            assertThat(yaml.texts(key)).isEmpty();
        }
        assertThat(yaml.text("d", "x")).isNull();
        assertThat(yaml.text("g", "x")).isNull();
        assertThat(yaml.texts("e")).isEmpty();
        assertThat(yaml.texts("f")).containsExactly("x");
    }

    @Test
    void findsWhatLiesFurtherDown() throws Exception {
        var yaml = yaml("repo: {url: x, deep: {er: [y]}}\nplain: text\n");

        assertThat(yaml.text("repo", "url")).isEqualTo("x");
        assertThat(yaml.texts("repo", "deep", "er")).containsExactly("y");
        assertThat(yaml.text("repo", "url", "none")).isNull();
        assertThat(yaml.isMapping("repo")).isTrue();
        assertThat(yaml.isMapping("plain")).isFalse();
        assertThat(yaml.isMapping("none")).isFalse();
        refused(() -> yaml.text("repo", "deep"))
                .withMessage("workspace.yaml: repo.deep must be text.");
    }

    @Test
    void notesThatAreNoTextAreAbsent() throws Exception {
        var yaml = yaml("a: text\nb: [x]\nc: {d: x}\ne: ' '\n");

        assertThat(yaml.note("a")).isEqualTo("text");
        assertThat(yaml.note("c", "d")).isEqualTo("x");
        for (var key : List.of("b", "c", "e", "none")) {
            assertThat(yaml.note(key)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1234567", "12345e6", "1.10", "007", "0x1F", "-0", "1e400", "1_000"})
    void keepsTheSpellingOfNumbers(String number) throws Exception {
        assertThat(yaml("key: " + number).text("key")).isEqualTo(number);
    }

    @Test
    void keepsWordsThatLookLikeBooleans() throws Exception {
        assertThat(yaml("fail_to_pass: [true]").texts("fail_to_pass")).containsExactly("true");
    }

    @Test
    void longNumberTakesNoTime() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(6), () -> yaml("other: " + "9".repeat(700_000)));
    }

    @Test
    void replacesNoEnvironmentVariables() throws Exception {
        assertThat(yaml("prompt: ${PATH}").text("prompt")).isEqualTo("${PATH}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a, b]", "{a: b}"})
    void refusesCollectionWhereTextBelongs(String value) throws Exception {
        var yaml = yaml("repo: " + value);

        refused(() -> yaml.text("repo")).withMessage("workspace.yaml: repo must be text.");
    }

    @Test
    void refusesNul() throws Exception {
        var yaml = yaml("repo: \"a\\0b\"\ninstall: [\"a\\0b\"]");

        refused(() -> yaml.text("repo")).withMessageContaining("NUL");
        refused(() -> yaml.texts("install")).withMessageContaining("NUL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
                "!!java.lang.ProcessBuilder [[sh, -c, 'touch /tmp/x']]",
                "!custom text",
                "!<tag:example.invalid,2000:x> {}",
            })
    void refusesTags(String value) {
        refused(() -> yaml("repo: a/b\nother: " + value))
                .withMessageStartingWith("workspace.yaml is not valid YAML");
    }

    @Test
    void takesDepthUpToTheLimit() throws Exception {
        assertThat(nested(WorkspaceYaml.MAX_DEPTH - 1).text("repo")).isEqualTo("a/b");
        assertThat(nested(WorkspaceYaml.MAX_DEPTH).text("repo")).isEqualTo("a/b");
        refused(() -> nested(WorkspaceYaml.MAX_DEPTH + 1)).withMessageContaining("nested deeper");
        refused(() -> nested(200_000)).withMessageContaining("nested deeper");
    }

    @Test
    void takesAliasesUpToTheLimit() throws Exception {
        assertThat(aliases(WorkspaceYaml.MAX_ALIASES - 1).text("repo")).isEqualTo("a/b");
        assertThat(aliases(WorkspaceYaml.MAX_ALIASES).text("repo")).isEqualTo("a/b");
        refused(() -> aliases(WorkspaceYaml.MAX_ALIASES + 1)).withMessageContaining("aliases");
    }

    @Test
    void refusesAliasBomb() {
        var bomb = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 10; i++) {
            var reference = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (reference + ", ").repeat(9)));
        }

        refused(() -> yaml(bomb.toString())).withMessageContaining("aliases");
    }

    @Test
    void refusesRecursiveText() throws Exception {
        var yaml = yaml("install: &a [*a]\n");

        refused(() -> yaml.texts("install")).withMessageContaining("must be text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "[a]",
                "a: b\n---\na: c\n",
                "a: b\na: c\n",
                "a: [",
                "\t",
                "{a: b"
            })
    void refusesWhatIsNotOneMapping(String text) {
        refused(() -> yaml(text)).withMessageStartingWith("workspace.yaml ");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        var file = temporary.resolve("workspace.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe, '\n'});

        refused(() -> WorkspaceYaml.read(file))
                .withMessageStartingWith("workspace.yaml ")
                .withMessageNotContaining("java.");
    }

    @Test
    void takesBytesUpToTheLimit() throws Exception {
        assertThat(yaml(padded(WorkspaceYaml.MAX_BYTES - 1)).text("repo")).isEqualTo("a/b");
        assertThat(yaml(padded(WorkspaceYaml.MAX_BYTES)).text("repo")).isEqualTo("a/b");
        refused(() -> yaml(padded(WorkspaceYaml.MAX_BYTES + 1))).withMessageContaining("larger");
    }

    private static String padded(int bytes) {
        var head = "repo: a/b\n";
        var line = "#" + "x".repeat(98) + "\n";
        int rest = bytes - head.length();
        return head + line.repeat(rest / 100) + "\n".repeat(rest % 100);
    }

    private WorkspaceYaml nested(int depth) throws Exception {
        int below = depth - 1;
        return yaml("repo: a/b\nother: " + "[".repeat(below) + "]".repeat(below));
    }

    private WorkspaceYaml aliases(int count) throws Exception {
        return yaml("repo: a/b\nx: &x [y]\nother: [" + "*x, ".repeat(count) + "]");
    }

    private WorkspaceYaml yaml(String text) throws IOException, InvalidTaskException {
        var file = temporary.resolve("workspace.yaml");
        Files.writeString(file, text);
        return WorkspaceYaml.read(file);
    }

    private static ThrowableAssertAlternative<InvalidTaskException> refused(
            ThrowingCallable reading) {
        return assertThatExceptionOfType(InvalidTaskException.class).isThrownBy(reading);
    }
}
