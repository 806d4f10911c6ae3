package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.TestArchive;

class PromptTests {

    /** What an environment variable {@code TERM_ISSUE_TEXT} can hold. */
    private static final int LIMIT = 128 * 1024 - 17;

    @TempDir Path temporary;

    @Test
    void promptFileWins() throws IOException {
        var archive = task("prompt: In the YAML.\n").file("tasks/t/prompt.md", "In the file.\n");

        assertThat(prompt(archive)).isEqualTo("In the file.\n");
    }

    @Test
    void promptOfTheYamlStandsIn() throws IOException {
        assertThat(prompt(task("prompt: |\n  Fix\n  it.\n"))).isEqualTo("Fix\nit.\n");
    }

    @Test
    void missingPromptIsInvalid() throws IOException {
        assertThat(reason(task(""))).startsWith("t: The prompt is missing").contains("prompt.md");
        assertThat(reason(task("prompt: ' '\n"))).startsWith("t: The prompt is missing");
        assertThat(reason(task("").file("tasks/t/prompt.md", " \n"))).contains("prompt");
    }

    @Test
    void promptThatIsNotUtf8IsInvalid() throws IOException {
        assertThat(reason(task("").file("tasks/t/prompt.md", new byte[] {'a', (byte) 0xe4, 'b'})))
                .isEqualTo("t: prompt.md is not UTF-8 text.");
    }

    @Test
    void promptWithNulIsInvalid() throws IOException {
        assertThat(reason(task("").file("tasks/t/prompt.md", "a\0b")))
                .isEqualTo("t: prompt.md holds a NUL character.");
        assertThat(reason(task("prompt: \"a\\0b\"\n").file("tasks/t/x", "")))
                .startsWith("t: prompt");
    }

    @Test
    void promptIsTakenUpToTheBytesOfOneArgument() throws IOException {
        for (int bytes : new int[] {LIMIT - 1, LIMIT}) {
            assertThat(prompt(task("").file("tasks/t/prompt.md", "x".repeat(bytes))))
                    .hasSize(bytes);
        }
        assertThat(reason(task("").file("tasks/t/prompt.md", "x".repeat(LIMIT + 1))))
                .contains(Integer.toString(LIMIT));
    }

    @Test
    void promptIsMeasuredInBytes() throws IOException {
        var umlauts = "ä".repeat(LIMIT / 2);

        assertThat(prompt(task("prompt: " + umlauts + "x"))).hasSize(LIMIT / 2 + 1);
        assertThat(reason(task("prompt: " + umlauts + "xx"))).contains(Integer.toString(LIMIT));
    }

    @Test
    void hugePromptFileIsNotRead() throws IOException {
        var huge = new byte[TaskFiles.MAX_TEXT_BYTES + 1];

        assertThat(reason(task("").file("tasks/t/prompt.md", huge)))
                .startsWith("t: prompt.md is larger than");
    }

    @Test
    void keepsTheBytesOfThePrompt() throws IOException {
        var text = "  ☃ \r\n\t$HOME `x` 'y'\n\n";

        assertThat(
                        prompt(
                                task("").file(
                                                "tasks/t/prompt.md",
                                                text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(text);
    }

    private static TestArchive task(String yaml) {
        return new TestArchive()
                .file("tasks/t/workspace.yaml", "repo: owner/name\n" + yaml)
                .file("tasks/t/tests/test_1.sh", "true\n");
    }

    private String prompt(TestArchive archive) throws IOException {
        return load(archive) instanceof EvaluationTask task ? task.prompt() : "(invalid)";
    }

    private String reason(TestArchive archive) throws IOException {
        return load(archive) instanceof InvalidTask task ? task.reason() : "(valid)";
    }

    private LoadedTask load(TestArchive archive) throws IOException {
        return TaskLoader.loadAll(archive.layOut(temporary).resolve("tasks")).getFirst();
    }
}
