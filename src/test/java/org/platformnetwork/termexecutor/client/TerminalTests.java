package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import tools.jackson.databind.json.JsonMapper;

/** What a person sees, and what a program reads, of the same command. */
@EnabledIfCommand({"script", "bash", "head"})
class TerminalTests {

    private static final String RUNNING =
            """
            {"status": "running", "total_tasks": 2, "completed_tasks": 1, "tasks": []}\
            """;

    /** Its task would clear the screen, set the window's title and turn the text around. */
    private static final String FAILED =
            """
            {"status": "completed", "total_tasks": 2, "completed_tasks": 2, "passed_tasks": 1,
             "aggregate_reward": 0.5, "tasks": [
              {"task_id": "gööd", "status": "completed", "passed": true},
              {"task_id": "e\\u001b[2Jvil", "status": "completed", "passed": false,
               "failure_class": "tests_failed", "error": "\\u001b]0;owned\\u0007 \\u202e \\u009b31m"}]}\
            """;

    private static final String PASSED =
            """
            {"status": "completed", "total_tasks": 1, "completed_tasks": 1, "passed_tasks": 1,
             "aggregate_reward": 1.0, "tasks": []}\
            """;

    private static final String[] HOSTILE = {"\u001b[2J", "\u001b]", "\u0007", "\u202e", "\u009b"};

    @TempDir private Path directory;

    @Test
    void terminalShowsColoursAndOneRedrawnLine() throws Exception {
        try (var service = FakeService.answering(RUNNING, FAILED);
                var watch =
                        ToolProcess.atTerminal(Map.of(), "watch", "b", "--url", service.url())) {
            assertThat(watch.exitCode()).isEqualTo(1);
            assertThat(watch.output())
                    .contains("\r\u001b[K\u001b[?7lrunning [####")
                    .contains("1 of 2 tasks\u001b[?7h\r\u001b[K\u001b[32mpassed\u001b[0m gööd")
                    .contains("\u001b[31mfailed\u001b[0m e\ufffd[2Jvil (tests_failed)")
                    .doesNotContain(HOSTILE);
        }
    }

    @Test
    void pipeGetsPlainLines() throws Exception {
        try (var service = FakeService.answering(RUNNING, FAILED);
                var watch = ToolProcess.inPipe(Map.of(), "watch", "b", "--url", service.url())) {
            assertThat(watch.exitCode()).isEqualTo(1);
            assertThat(watch.output())
                    .isEqualTo(
                            """
                            passed gööd
                            failed e\ufffd[2Jvil (tests_failed): \ufffd]0;owned\ufffd \ufffd \ufffd31m
                            completed 1 of 2 tasks passed, reward 0.5
                            """);
        }
    }

    @Test
    void noColorKeepsTheLineOnly() throws Exception {
        try (var service = FakeService.answering(RUNNING, PASSED);
                var watch =
                        ToolProcess.atTerminal(
                                Map.of("NO_COLOR", "1"), "watch", "b", "--url", service.url())) {
            assertThat(watch.exitCode()).isZero();
            assertThat(watch.output())
                    .contains("running [####")
                    .doesNotContain("\u001b[3", "\u001b[0m");
        }
    }

    @Test
    void jsonIsOneDocumentEverywhere() throws Exception {
        try (var service = FakeService.answering(RUNNING, FAILED, FAILED, RUNNING, FAILED);
                var seen =
                        ToolProcess.atTerminal(
                                Map.of(), "watch", "b", "--json", "--url", service.url())) {
            assertThat(seen.exitCode()).isEqualTo(1);
            try (var piped =
                    ToolProcess.inPipe(
                            Map.of("LC_ALL", "C"),
                            "watch",
                            "b",
                            "--json",
                            "--url",
                            service.url())) {
                assertThat(piped.exitCode()).isEqualTo(1);
                var expected = JsonMapper.shared().readTree(FAILED);
                assertThat(JsonMapper.shared().readTree(seen.output())).isEqualTo(expected);
                assertThat(JsonMapper.shared().readTree(piped.output())).isEqualTo(expected);
                assertThat(seen.output()).doesNotContain("\u001b").doesNotContain(HOSTILE);
            }
        }
    }

    @Test
    void interruptLeavesACleanTerminal() throws Exception {
        try (var service = FakeService.answering(RUNNING);
                var watch =
                        ToolProcess.atTerminal(Map.of(), "watch", "b", "--url", service.url())) {
            await().until(() -> watch.output().contains("of 2"));

            watch.press('\u0003');

            assertThat(watch.exitCode()).isEqualTo(130);
            assertThat(watch.output())
                    .endsWith(
                            "of 2 tasks\u001b[?7h^C\r\u001b[KThe batch goes on. Follow it with:"
                                    + " term-executor watch b --url %s\r\n"
                                            .formatted(service.url()));
        }
    }

    @Test
    void readerThatGoesEndsTheCommandQuietly() throws Exception {
        var tasks =
                IntStream.range(0, 20_000)
                        .mapToObj("{\"task_id\": \"task-%d\", \"status\": \"queued\"}"::formatted)
                        .collect(Collectors.joining(","));
        try (var service = FakeService.answering("{\"tasks\": [%s]}".formatted(tasks));
                var result =
                        ToolProcess.inShell(
                                Map.of("COMPLAINTS", directory.resolve("err").toString()),
                                ToolProcess.commandLine("result", "b", "--url", service.url())
                                        + " 2>$COMPLAINTS | head -1; echo ${PIPESTATUS[0]};"
                                        + " cat $COMPLAINTS")) {
            assertThat(result.exitCode()).isZero();
            assertThat(result.output()).isEqualTo("queued task-0\n141\n");
        }
    }
}
