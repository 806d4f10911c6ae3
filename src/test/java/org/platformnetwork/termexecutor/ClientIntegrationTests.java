package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.client.ToolRun;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** The command line against a service that counts only votes bound to an archive. */
@ExtendWith(OutputCaptureExtension.class)
class ClientIntegrationTests {

    private static final String ALICE = "01".repeat(32);
    private static final String BOB = "02".repeat(32);
    private static final String STRANGER = "63".repeat(32);

    @TempDir private static Path directory;
    private static TestRepository repository;
    private static RunningService service;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of("ISOLATION", "process", "REQUIRE_BODY_SIGNATURE", "true"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static ToolRun run(String seed, String... arguments) {
        return ToolRun.waiting(
                ClientIntegrationTests::restOfService,
                Map.of(
                        "TERM_EXECUTOR_SEED",
                        seed,
                        "TERM_EXECUTOR_URL",
                        "http://127.0.0.1:" + service.port() + "/"),
                arguments);
    }

    private static void restOfService(Duration pause) {
        await().until(() ->
                !service.client().get("/status").json().path("has_active_batch").asBoolean());
    }

    private static ToolRun submitAtTerminal(String seed, String zip) {
        var url = "http://127.0.0.1:" + service.port();
        return ToolRun.atTerminal(Map.of("TERM_EXECUTOR_SEED", seed), "submit", zip, "--url", url);
    }

    private static TestArchive archive(String task, String script) {
        return TestArchive.withAgent("agent.sh", "printf 'hello \\033[2Jfrom the agent'\n")
                .task(task, repository, script);
    }

    private static String zip(String name, TestArchive archive) throws IOException {
        return Files.write(directory.resolve(name + ".zip"), archive.zip()).toString();
    }

    private static String batchId(ToolRun run) {
        var line = Pattern.compile("batch {3}(\\S+)").matcher(run.out());
        assertThat(line.find()).as(run.toString()).isTrue();
        return line.group(1);
    }

    @Test
    void twoVotesForADirectoryLeadToAPass() {
        var tree = archive("passes", "true\n").layOut(directory.resolve("tree")).toString();

        var first = run(ALICE, "submit", tree);
        var second = run(BOB, "submit", tree, "--wait");

        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(first.out())
                .contains("page    http://127.0.0.1:%d/#/batch/".formatted(service.port()))
                .containsPattern(
                        "votes   1 of 2 needed, 1 missing; collected for 3[56]\\d\\d s more");
        assertThat(batchId(second)).isEqualTo(batchId(first));
        assertThat(second.exitCode()).as(second.toString()).isZero();
        assertThat(second.out()).contains("passed passes\ncompleted 1 of 1 tasks passed");
        assertThat(run(ALICE, "watch", batchId(first)).exitCode()).isZero();
        var result = run(ALICE, "result", batchId(first), "--json");
        assertThat(result.exitCode()).isZero();
        assertThat(JsonMapper.shared().readTree(result.out()).path("passed_tasks").asInt()).isOne();
        var report = run(ALICE, "result", batchId(first), "--junit");
        assertThat(report.exitCode()).isZero();
        assertThat(report.out()).contains("<testsuites").contains("failures=\"0\"");
        var log = run(ALICE, "log", batchId(first), "passes", "--follow");
        assertThat(log.exitCode()).as(log.toString()).isZero();
        assertThat(log.out())
                .contains("== running_agent agent", "hello \ufffd[2Jfrom the agent")
                .contains("-- Exit code 0 after");
        var entry =
                run(ALICE, "log", batchId(first), "passes", "--phase", "running_agent", "--json")
                        .out()
                        .lines()
                        .findFirst()
                        .orElseThrow();
        assertThat(JsonMapper.shared().readTree(entry).path("text").asString())
                .isEqualTo("hello \u001b[2Jfrom the agent");
    }

    @Test
    void batchThatFailsIsOneAsExitCode() throws Exception {
        var zip = zip("fails", archive("fails", "false\n"));
        var first = run(ALICE, "submit", zip, "--json");
        var id = JsonMapper.shared().readTree(first.out()).path("batch_id").asString();

        var second = run(BOB, "submit", zip, "--wait", "--json");

        assertThat(second.exitCode()).as(second.toString()).isEqualTo(1);
        assertThat(JsonMapper.shared().readTree(second.out()).path("batch_id").asString())
                .isEqualTo(id);
        var result = run(ALICE, "result", id);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("failed fails").contains("0 of 1 tasks passed");
    }

    @Test
    void listPrintsIdsThatCommandsTake() throws Exception {
        var id = batchId(run(ALICE, "submit", zip("listed", archive("listed", "true\n"))));

        var list = run(ALICE, "list", "--status", "pending");
        var beginning = id.substring(0, 8);

        assertThat(list.exitCode()).as(list.toString()).isZero();
        assertThat(list.out().lines().skip(1))
                .first()
                .asString()
                .matches(beginning + " +pending +0/1 +0.0 +1/2 +\\d{4}-.*Z");
        assertThat(run(ALICE, "list", "-n", "1").out().lines()).hasSize(2);
        var json = JsonMapper.shared().readTree(run(ALICE, "list", "-n", "1", "--json").out());
        assertThat(json.path(0).path("batch_id").asString()).isEqualTo(id);
        assertThat(run(ALICE, "result", beginning).out()).contains("pending");
        assertThat(run(ALICE, "result", "0000-0000").err()).startsWith("batch_not_found: ");
        assertThat(run(BOB, "cancel", beginning).err()).startsWith("not_a_voter: ");
        assertThat(run(ALICE, "cancel", beginning).out()).startsWith("The batch has ended: ");
        var wrong = run(ALICE, "list", "--status", "odd");
        assertThat(wrong.err()).startsWith("invalid_parameter: status must be pending or ");
    }

    @Test
    void archiveIsSentOnlyOnce() throws Exception {
        var zip = zip("once", archive("once", "true\n"));

        var first = submitAtTerminal(ALICE, zip);
        var again = submitAtTerminal(ALICE, zip);

        assertThat(first.out()).contains("sending [####").contains("100 % of ");
        assertThat(again.out()).doesNotContain("sending");
        assertThat(again.out())
                .containsPattern("votes   1 of 2 needed, 1 missing; .* more; This hotkey");
    }

    @Test
    void concurrencyIsSignedAndKept() throws Exception {
        var zip = zip("alone", archive("alone", "true\n"));

        var first = run(ALICE, "submit", zip, "--concurrent-tasks", "1");
        var second = run(BOB, "submit", zip, "--json");

        assertThat(first.exitCode()).as(first.toString()).isZero();
        var answer = JsonMapper.shared().readTree(second.out());
        assertThat(answer.path("concurrent_tasks").asInt()).as(second.toString()).isOne();
        assertThat(run(ALICE, "submit", zip, "--concurrent-tasks", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void cancelEndsATaskAndABatch() throws Exception {
        var zip = zip("cancelled", archive("own er/name-1", "true\n"));
        var id = batchId(run(ALICE, "submit", zip));

        var stranger = run(STRANGER, "cancel", id);
        var other = run(BOB, "cancel", id);
        var unknown = run(ALICE, "cancel", id, "--task", "own er/other");
        var cancelled = run(ALICE, "cancel", id);

        assertThat(stranger.exitCode()).isEqualTo(3);
        assertThat(other.err())
                .startsWith("not_a_voter: ")
                .contains("Signed by " + TestKeys.BOB.hotkey().address());
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err()).startsWith("task_not_found: ");
        assertThat(cancelled.exitCode()).as(cancelled.toString()).isZero();
        assertThat(cancelled.out()).startsWith("The batch has ended: ");
        assertThat(run(ALICE, "watch", id).exitCode()).isEqualTo(1);
    }

    @Test
    void voteToCancelSaysHowManyAreNeeded() throws Exception {
        var code = "while :; do sleep 0.05; done\n";
        var zip =
                zip(
                        "endless",
                        TestArchive.withAgent("agent.sh", code)
                                .task("own er/name-2", repository, "true\n"));
        run(ALICE, "submit", zip);
        var id = batchId(run(BOB, "submit", zip));
        await().until(() -> !service.client().get("/batch/" + id).json().path("tasks").isEmpty());

        var task = run(BOB, "cancel", id, "--task", "own er/name-2");
        var first = run(ALICE, "cancel", id);
        var second = run(BOB, "cancel", id);

        assertThat(task.out())
                .isEqualTo("Task own er/name-2 goes on: 1 of the 2 votes needed to cancel it.\n");
        assertThat(first.out())
                .isEqualTo("The batch goes on: 1 of the 2 votes needed to cancel it.\n");
        assertThat(first.exitCode()).isZero();
        assertThat(second.out()).startsWith("The batch ").doesNotContain("votes needed");
        assertThat(run(ALICE, "watch", id).exitCode()).isEqualTo(1);
    }

    @Test
    void whatCannotBeJudgedIsAWarningWithItsCause(CapturedOutput log) throws Exception {
        var gone =
                archive("gone", "true\n")
                        .file(
                                "tasks/gone/workspace.yaml",
                                "repo: %s\n".formatted(directory.resolve("none").toUri()));
        var zip = zip("gone", gone);
        run(ALICE, "submit", zip);

        var judged = run(BOB, "submit", zip, "--wait");

        assertThat(judged.out()).contains("failed gone (infra_error)");
        assertThat(log.getAll().lines())
                .filteredOn(line -> line.contains(" class=infra_error "))
                .singleElement()
                .asString()
                .contains(" WARN ", "Task ended", batchId(judged), "task=gone")
                .containsPattern("cause=\\S");
    }

    @Test
    void refusalIsPrintedWithItsCode() throws Exception {
        var zip = zip("refused", archive("refused", "true\n"));
        var broken = Files.writeString(directory.resolve("broken.zip"), "PK broken").toString();

        var stranger = run(STRANGER, "submit", zip);

        assertThat(stranger.exitCode()).isEqualTo(3);
        assertThat(stranger.err()).startsWith("unauthorized_hotkey: ").contains("Signed by 5");
        assertThat(run(ALICE, "submit", broken).err()).startsWith("extraction_failed: ");
        var unknown = run(ALICE, "result", "00000000-0000-4000-8000-000000000000");
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err()).startsWith("batch_not_found: ");
    }

    @Test
    void serviceThatIsNotThereIsUnreachable() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        var url = "http://127.0.0.1:" + port;

        var status = run(ALICE, "status", "--url", url);
        assertThat(status.exitCode()).isEqualTo(4);
        assertThat(status.err())
                .isEqualTo("No service answers at %s: connection refused\n".formatted(url));
        assertThat(run(ALICE, "status", "--url", "ftp://127.0.0.1").exitCode()).isEqualTo(2);
        assertThat(run(ALICE, "submit", "/absent.zip", "--url", url).exitCode()).isEqualTo(2);
    }

    @Test
    void statusIsPrintedForPeopleAndPrograms() {
        assertThat(run(ALICE, "status").out()).containsPattern("version +\\S");
        var json = run(ALICE, "status", "--json").out();
        assertThat(JsonMapper.shared().readTree(json).path("version").isString()).isTrue();
    }
}
