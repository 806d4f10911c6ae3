package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;

class CommandLineToolTests {

    @Test
    void helpNamesEveryCommand() {
        var run = ToolRun.of(Map.of(), "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "submit",
                        "watch",
                        "status",
                        "result",
                        "cancel",
                        "keys",
                        "pack",
                        "validators",
                        "verify",
                        "doctor");
    }

    @Test
    void versionIsTheBuilds() {
        assertThat(ToolRun.of(Map.of(), "--version").out()).matches("term-executor \\S+\\R");
    }

    @Test
    void unknownCommandIsWrongUsage() {
        var run = ToolRun.of(Map.of(), "sumbit");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("sumbit");
    }

    @Test
    void settingsStartTheService() {
        assertThat(CommandLauncher.isMeantBy(new String[0])).isFalse();
        assertThat(CommandLauncher.isMeantBy(new String[] {"--server.port=1"})).isFalse();
        assertThat(CommandLauncher.isMeantBy(new String[] {"--help"})).isTrue();
        assertThat(CommandLauncher.isMeantBy(new String[] {"verify", "--key"})).isTrue();
    }

    @Test
    void earlierCommandsReadTheirOwnArguments() {
        assertThat(ToolRun.of(Map.of(), "verify", "--help", "@x").exitCode()).isEqualTo(2);
        assertThat(ToolRun.of(Map.of(), "verify", "/absent", "--key", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void processWithoutTerminalIsNotInteractive() {
        var here = CommandContext.ofThisProcess();

        assertThat(here.interactive()).isFalse();
        assertThat(here.hasColours()).isFalse();
        assertThat(here.prompt().ask("?")).isNull();
    }

    @Test
    @EnabledIfCommand("bash")
    void completionKnowsCommandsAndOptions(@TempDir Path directory) throws Exception {
        var run = ToolRun.of(Map.of(), "generate-completion");
        assertThat(run.exitCode()).isZero();
        Files.writeString(directory.resolve("completion"), run.out());

        assertThat(Shell.run(directory, "bash -n completion")).isEmpty();
        assertThat(completed(directory, "term-executor", "val")).isEqualTo("validators");
        assertThat(completed(directory, "term-executor", "keys", "ins")).isEqualTo("inspect");
        assertThat(completed(directory, "term-executor", "submit", "--conc"))
                .isEqualTo("--concurrent-tasks");
    }

    private static String completed(Path directory, String... words) {
        return Shell.run(
                directory,
                """
                set +eu
                . ./completion
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
                _complete_term-executor 2>/dev/null
                echo ${COMPREPLY[@]}\
                """,
                words);
    }

    @Test
    void aloneACommandIsTheSame() {
        for (var command : List.of("submit", "watch", "keys", "verify", "generate-completion")) {
            assertThat(ToolRun.of(Map.of(), "--help").out()).contains("  " + command);
            assertThat(ToolRun.of(Map.of(), command, "--wrong", "x").err())
                    .doesNotContain("Unmatched argument at index 0");
        }
    }
}
