package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;
import tools.jackson.databind.json.JsonMapper;

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
    void serviceTakesNoArguments() {
        assertThat(CommandLauncher.isMeantBy(new String[0])).isFalse();
        for (var argument : List.of("--port=1", "--server.port=1", "--spring.config.name=x", "x")) {
            assertThat(CommandLauncher.isMeantBy(new String[] {argument})).isTrue();
            var run = ToolRun.of(Map.of(), argument);

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .contains("'" + argument + "'")
                    .contains("settings of the service are environment variables");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit",
                "list",
                "watch",
                "status",
                "result",
                "log",
                "cancel",
                "recheck",
                "pack",
                "keys",
                "keys new",
                "keys inspect",
                "validators",
                "verify",
                "doctor",
                "config",
                "backup",
                "completion"
            })
    void everyCommandHasHelpAndRefusesWhatItDoesNotKnow(String command) {
        var words = List.of(command.split(" "));
        var help = new ArrayList<>(words);
        help.add("--help");
        var wrong = new ArrayList<>(words);
        wrong.addAll(List.of("--server.port=1", "x", "y", "z"));

        var helped = ToolRun.of(Map.of(), help.toArray(String[]::new));
        var refused = ToolRun.of(Map.of(), wrong.toArray(String[]::new));

        assertThat(helped.exitCode()).isZero();
        assertThat(helped.out()).startsWith("Usage: term-executor " + command);
        assertThat(helped.err()).isEmpty();
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("What it takes: term-executor " + command + " --help");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(ToolRun.of(Map.of(), "help").out())
                .isEqualTo(ToolRun.of(Map.of(), "--help").out());
        assertThat(ToolRun.of(Map.of(), "help", "submit").out())
                .startsWith("Usage: term-executor submit");
    }

    @Test
    void everyCommandThatAnswersCanAnswerInJson() {
        for (var command :
                List.of(
                        "submit",
                        "list",
                        "watch",
                        "status",
                        "result",
                        "log",
                        "cancel",
                        "recheck",
                        "pack",
                        "validators",
                        "verify",
                        "doctor")) {
            assertThat(ToolRun.of(Map.of(), command, "--help").out())
                    .as(command)
                    .contains("--json");
        }
        var key = ToolRun.of(Map.of(), "keys", "new", "--json").out();
        assertThat(JsonMapper.shared().readTree(key).propertyNames())
                .containsExactly("words", "seed", "address", "public_key");
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
        var run = ToolRun.of(Map.of(), "completion", "bash");
        assertThat(run.exitCode()).isZero();
        Files.writeString(directory.resolve("completion"), run.out());

        assertThat(Shell.run(directory, "bash -n completion")).isEmpty();
        assertThat(completed(directory, "term-executor", "val")).isEqualTo("validators");
        assertThat(completed(directory, "term-executor", "keys", "ins")).isEqualTo("inspect");
        assertThat(completed(directory, "term-executor", "submit", "--conc"))
                .isEqualTo("--concurrent-tasks");
    }

    @Test
    @EnabledIfCommand("zsh")
    void zshCompletesToo(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("completion"), ToolRun.of(Map.of(), "completion", "zsh").out());

        assertThat(
                        Shell.run(
                                directory,
                                """
                                ZDOTDIR=. zsh -f -c 'autoload -Uz compinit && compinit -u -d ./dump &&
                                  . ./completion && print -r -- $_comps[term-executor]'\
                                """))
                .contains("_bash_complete", "_complete_term-executor");
    }

    @Test
    @EnabledIfCommand("fish")
    void fishCompletesToo(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("completion"), ToolRun.of(Map.of(), "completion", "fish").out());

        assertThat(fish(directory, "term-executor val")).isEqualTo("validators");
        assertThat(fish(directory, "term-executor keys ins")).isEqualTo("inspect");
        assertThat(fish(directory, "term-executor submit --conc")).isEqualTo("--concurrent-tasks");
        assertThat(fish(directory, "term-executor keys new --w")).isEqualTo("--words");
    }

    private static String fish(Path directory, String line) {
        return Shell.run(
                        directory,
                        """
                        HOME=. XDG_CONFIG_HOME=. XDG_DATA_HOME=. fish --no-config -c "source completion
                          complete -C '$1'" | cut -f 1 | paste -sd ' '\
                        """,
                        line)
                .strip();
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
        for (var command : List.of("submit", "watch", "keys", "verify", "completion")) {
            assertThat(ToolRun.of(Map.of(), "--help").out()).contains("  " + command);
            assertThat(ToolRun.of(Map.of(), command, "--wrong", "x").err())
                    .doesNotContain("Unmatched argument at index 0");
        }
    }
}
