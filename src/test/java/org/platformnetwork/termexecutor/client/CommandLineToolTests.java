package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

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
        assertThat(CommandLineTool.isMeantBy(new String[0])).isFalse();
        assertThat(CommandLineTool.isMeantBy(new String[] {"--server.port=1"})).isFalse();
        assertThat(CommandLineTool.isMeantBy(new String[] {"--help"})).isTrue();
        assertThat(CommandLineTool.isMeantBy(new String[] {"verify", "--key"})).isTrue();
    }

    @Test
    void earlierCommandsReadTheirOwnArguments() {
        assertThat(ToolRun.of(Map.of(), "verify", "--help", "@x").exitCode()).isEqualTo(2);
        assertThat(ToolRun.of(Map.of(), "verify", "/absent", "--key", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void processWithoutTerminalIsNotInteractive() {
        var here = Surroundings.ofThisProcess();

        assertThat(here.interactive()).isFalse();
        assertThat(here.hasColours()).isFalse();
        assertThat(here.prompt().ask("?")).isNull();
    }

    @Test
    void completionIsAScript() {
        var run = ToolRun.of(Map.of(), "generate-completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("complete -F").contains("pack");
    }
}
