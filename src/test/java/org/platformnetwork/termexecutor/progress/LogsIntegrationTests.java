package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** What commands print, from a real agent and real tests to those who may read it. */
@TestInstance(Lifecycle.PER_CLASS)
class LogsIntegrationTests {

    /** What a hidden test says of itself. */
    private static final String SECRET = "assert answer == 4711";

    private Path directory;
    private TestRepository first;
    private TestRepository second;
    private RunningService service;
    private String publicLogs = "";
    private int submissions;
    private String ended = "";

    @BeforeAll
    void create(@TempDir Path own) {
        directory = own;
        first = TestRepository.create(directory.resolve("first"));
        first.commit("name", "first\n");
        second = TestRepository.create(directory.resolve("second"));
        second.commit("name", "second\n");
        service = run("live");
    }

    @BeforeEach
    void start() {
        start("live");
    }

    @AfterAll
    void stop() {
        service.close();
        publicLogs = "";
    }

    /** The one that runs, where that is as it should be. */
    private void start(String wanted) {
        if (wanted.equals(publicLogs)) {
            return;
        }
        if (!publicLogs.isEmpty()) {
            stop();
        }
        service = run(wanted);
    }

    private RunningService run(String wanted) {
        publicLogs = wanted;
        return RunningService.start(
                directory.resolve("work"), Map.of("ISOLATION", "process", "PUBLIC_LOGS", wanted));
    }

    @Test
    void answerThatFailsHalfwayDoesNotLookWhole() {
        var batch = FollowedBatch.of(service, 2, "-task");
        for (int task = 0; task < 2; task++) {
            batch.endTask(task, LargeBatch.result(task));
        }
        batch.end();
        service.bean(Store.class)
                .write(db ->
                        db.sql(
                                        "update results set result = ? where batch_id = ? and"
                                                + " position = 1")
                                .params(new byte[0], batch.id())
                                .update());

        assertThatThrownBy(() -> service.client().get("/batch/" + batch.id()))
                .hasRootCauseInstanceOf(IOException.class);
    }

    /** The first task ends by itself, the agent of the second one waits for the gate. */
    private String submitted() {
        submissions++;
        var agent =
                """
                echo out of "$(basename "$REPO_DIR")"
                echo from stderr >&2
                case $(cat name) in
                  second) while [ ! -e %s ]; do sleep 0.02; done ;;
                esac
                echo solved >> name
                printf last
                """
                        .formatted(gate());
        var test = "echo '" + SECRET + "'\nexit 1\n";
        var zip =
                TestArchive.withAgent("agent.sh", agent)
                        .task("owner/first", first, test)
                        .task("second", second, test)
                        .zip();
        service.client().submit(TestKeys.ALICE, zip);
        return service.client().submit(TestKeys.BOB, zip).text("batch_id");
    }

    private Path gate() {
        return directory.resolve("gate-" + submissions);
    }

    private void openGate() throws IOException {
        Files.writeString(gate(), "");
    }

    private JsonNode get(String path) {
        var answer = service.client().get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.json();
    }

    private void awaitFirstTask(String batch) {
        await().until(() ->
                get("/batch/" + batch).path("completed_tasks").asInt() == 1
                        && get("/batch/" + batch + "/task/second")
                                .path("status")
                                .asString()
                                .equals("running_agent"));
    }

    private void awaitEnd(String batch) {
        await().until(() -> get("/batch/" + batch).path("status").asString().equals("completed"));
    }

    /** A batch for tests that only read. */
    private String ended() throws IOException {
        if (ended.isEmpty()) {
            ended = submitted();
            openGate();
            awaitEnd(ended);
        }
        return ended;
    }

    private static String joined(JsonNode log) {
        var text = new StringBuilder();
        log.path("entries").forEach(entry -> text.append(entry.path("text").asString()));
        return text.toString();
    }

    @Test
    void outputIsPublicWhenTheBatchHasEnded() throws IOException {
        start("after");
        var batch = submitted();
        var events = service.client().events("?batch_id=" + batch + "&logs=true&from=1");
        awaitFirstTask(batch);

        for (var path :
                List.of(
                        "/batch/" + batch,
                        "/batch/" + batch + "/tasks",
                        "/batch/" + batch + "/task/owner/first",
                        "/batch/" + batch + "/junit")) {
            assertThat(service.client().get(path).response().body())
                    .as(path)
                    .doesNotContain(SECRET)
                    .contains("exit code 1");
        }
        var refused = service.client().get("/batch/" + batch + "/task/owner/first/log");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error")).isEqualTo("logs_not_public");
        assertThat(events.frames().toString()).doesNotContain(SECRET, "task_log", "from stderr");
        var task = get("/batch/" + batch + "/task/owner/first");
        assertThat(task.path("outputs_public").booleanValue()).isFalse();
        assertThat(task.path("agent_output").stringValue()).isEmpty();
        assertThat(task.at("/test_results/0/output").stringValue()).isEmpty();
        assertThat(task.path("agent_patch").stringValue()).isEmpty();

        openGate();
        assertThat(events.closed().orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(1000);
        var names = events.names();
        assertThat(names.indexOf("task_log")).isEqualTo(names.indexOf("batch_complete") + 1);
        assertThat(names.lastIndexOf("task_log")).isEqualTo(names.indexOf("stream_closed") - 1);
        var ended = get("/batch/" + batch + "/task/owner/first");
        assertThat(ended.path("outputs_public").booleanValue()).isTrue();
        assertThat(ended.path("test_output").asString()).contains(SECRET);
        assertThat(ended.path("agent_patch").asString()).contains("+solved");
        assertThat(service.client().get("/batch/" + batch + "/junit").response().body())
                .contains(SECRET);
        assertThat(joined(get("/batch/" + batch + "/task/owner/first/log")))
                .contains(SECRET, "from stderr");
    }

    @Test
    void outputIsFollowedWhileItIsPrinted() throws IOException {
        var batch = submitted();
        var events = service.client().events("?batch_id=" + batch + "&logs=true&from=1");
        awaitFirstTask(batch);
        await().until(() ->
                joined(get("/batch/" + batch + "/task/second/log?phase=running_agent"))
                        .contains("from stderr\n"));

        var running = get("/batch/" + batch + "/task/second/log?phase=running_agent");
        assertThat(running.path("complete").asBoolean()).isFalse();
        assertThat(running.at("/entries/0/stream").asString()).isEqualTo("stdout");
        assertThat(running.at("/entries/0/step").asString()).isEqualTo("agent");
        assertThat(running.at("/entries/0/phase").asString()).isEqualTo("running_agent");
        assertThat(joined(running)).doesNotContain("last");
        assertThat(get("/batch/" + batch + "/task/owner/first").path("test_output").asString())
                .contains(SECRET);
        await().until(() -> events.frames().toString().contains(SECRET));

        openGate();
        events.closed().orTimeout(60, TimeUnit.SECONDS).join();
        var rest = get("/batch/" + batch + "/task/second/log?from=" + running.path("next").asInt());
        assertThat(rest.path("complete").asBoolean()).isTrue();
        assertThat(joined(rest)).startsWith("last").contains(SECRET, "Exit code 1", "tests_failed");
        var frames = events.frames().subList(1, events.frames().size());
        assertThat(frames.stream().map(frame -> frame.path("seq").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, frames.size()).boxed().toList());
        var log = get("/batch/" + batch + "/task/second/log");
        assertThat(
                        frames.stream()
                                .filter(frame -> frame.path("event").asString().equals("task_log"))
                                .filter(frame -> frame.path("task_id").asString().equals("second"))
                                .map(frame -> frame.at("/data/text").asString())
                                .toList())
                .isEqualTo(
                        log.path("entries")
                                .valueStream()
                                .map(entry -> entry.path("text").asString())
                                .toList());
    }

    @Test
    void logsAreThereAfterARestartAndAStreamGoesOnInThem() throws IOException {
        var batch = submitted();
        openGate();
        awaitEnd(batch);
        var query = "?batch_id=" + batch + "&logs=true&from=4";
        var before = service.client().events(query);
        before.closed().join();
        var log = get("/batch/" + batch + "/task/second/log");
        stop();

        start("live");
        var after = service.client().events(query);
        after.closed().join();

        assertThat(get("/batch/" + batch + "/task/second/log")).isEqualTo(log);
        assertThat(after.frames().subList(1, after.frames().size()))
                .isEqualTo(before.frames().subList(1, before.frames().size()));
    }

    @Test
    void outputIsNeverPublic() throws IOException {
        start("never");
        var batch = submitted();
        openGate();
        awaitEnd(batch);

        assertThat(service.client().get("/batch/" + batch + "/task/second/log").status())
                .isEqualTo(403);
        assertThat(get("/batch/" + batch).toString()).doesNotContain(SECRET);
        var events = service.client().events("?batch_id=" + batch + "&logs=true&from=1");
        events.closed().join();
        assertThat(events.frames().toString()).doesNotContain(SECRET, "task_log");
        assertThat(get("/status").path("public_logs").asString()).isEqualTo("never");
    }

    @Test
    void errorQuotesNothingPrintedUntilItIsPublic() {
        start("never");
        var origin = TestRepository.create(directory.resolve("broken"));
        origin.commit("a.txt", "a\n");
        var archive =
                TestArchive.withAgent("agent.sh", "true\n")
                        .file(
                                "tasks/broken/workspace.yaml",
                                "repo: %s\nbase_commit: %s\ninstall:\n  - echo %s; exit 3\n"
                                        .formatted(origin.url(), origin.head(), "s3cret"))
                        .file("tasks/broken/prompt.md", "Fix it.\n")
                        .file("tasks/broken/tests/test_1.sh", "true\n");
        var batch = service.evaluate(archive);

        var task = batch.at("/tasks/0");
        assertThat(task.path("error").asString())
                .isEqualTo("Install command 1 exited with code 3.");
        assertThat(batch.toString()).doesNotContain("s3cret");
        var id = batch.path("batch_id").asString();
        assertThat(service.client().get("/batch/" + id + "/junit").response().body())
                .contains("Install command 1")
                .doesNotContain("s3cret");
    }

    @Test
    void listWithoutOutputsIsLight() throws IOException {
        var batch = ended();

        for (var path : List.of("/batch/" + batch, "/batch/" + batch + "/tasks")) {
            var task = get(path + "?outputs=false").at("/tasks/0");
            assertThat(task.path("error").asString()).contains("exit code 1");
            assertThat(task.path("phases").size()).isPositive();
            assertThat(task.path("outputs_public").booleanValue()).isTrue();
            for (var field : List.of("test_output", "agent_output", "agent_patch")) {
                assertThat(task.path(field).stringValue()).as(field).isEmpty();
                assertThat(get(path + "?outputs=true").at("/tasks/0").path(field).stringValue())
                        .as(field)
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/task/second/log?phase=queued",
                "/task/second/log?phase=agent",
                "/task/second/log?from=0",
                "/task/second/log?from=x",
                "?outputs=no",
                "/events?logs=1"
            })
    void questionThatMakesNoSenseIsRefused(String path) throws IOException {
        var batch = ended();
        var answer = service.client().get("/batch/" + batch + path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_parameter");
        assertThat(service.client().get("/batch/" + batch + "/task/third/log").status())
                .isEqualTo(404);
    }
}
