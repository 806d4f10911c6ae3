package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** What clients, dashboards and scrapers read, during and after a batch. */
class ReadingIntegrationTests {

    private static final String TASK = "owner/name 70%ü";

    @TempDir static Path temporary;

    private static RunningService service;
    private static ServiceClient client;
    private static TestRepository repository;
    private static String batchId;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service = RunningService.start(temporary.resolve("work"), Map.of("ISOLATION", "process"));
        client = service.client();
        var batch =
                service.evaluate(
                        TestArchive.withAgent("agent.sh", "head -c 40000 /dev/zero | tr '\\0' x\n")
                                .task("t", repository, "echo fine\n")
                                .file(
                                        "tasks/t/workspace.yaml",
                                        "id: '%s'\nrepo: %s\n".formatted(TASK, repository.url())));
        batchId = batch.path("batch_id").asString();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void healthIsOk() {
        assertThat(client.get("/health").response().body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void statusTellsWhatTheServiceDid() {
        var status = client.get("/status").json();

        assertThat(status.path("version").asString()).isNotEmpty();
        assertThat(status.path("completed_batches").asInt()).isPositive();
        assertThat(status.path("tasks_passed").asInt()).isPositive();
        assertThat(status.path("max_concurrent_tasks").asInt()).isEqualTo(8);
        assertThat(status.path("has_active_batch").isBoolean()).isTrue();
        assertThat(status.path("queued_batches").asInt()).isZero();
        assertThat(status.path("validators").asInt()).isEqualTo(3);
        assertThat(status.path("isolation").asString()).isEqualTo("process");
        assertThat(status.path("whitelist_source").asString()).isEqualTo("trusted");
    }

    @Test
    void batchHasEveryFieldOfTheContract() {
        var batch = client.get("/batch/" + batchId).json();

        assertThat(batch.propertyNames())
                .containsExactlyInAnyOrder(
                        "batch_id",
                        "status",
                        "total_tasks",
                        "completed_tasks",
                        "passed_tasks",
                        "failed_tasks",
                        "aggregate_reward",
                        "scored_tasks",
                        "scored_reward",
                        "error",
                        "duration_ms",
                        "created_at",
                        "started_at",
                        "finished_at",
                        "archive_hash",
                        "agent_hash",
                        "votes",
                        "required",
                        "total_validators",
                        "votes_until",
                        "queue_position",
                        "cancellation_votes",
                        "tasks");
        assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(1.0);
        assertThat(batch.path("scored_tasks").asInt()).isEqualTo(1);
        assertThat(batch.path("scored_reward").asDouble()).isEqualTo(1.0);
        assertThat(client.get("/batch/" + batchId + "/tasks").json().path("tasks"))
                .isEqualTo(batch.path("tasks"));
    }

    @Test
    void lineOfAListHasTheNumbersOfItsBatch() {
        var batch = client.get("/batch/" + batchId).json();

        var line = client.get("/batches").json().get(0);

        assertThat(line.propertyNames())
                .containsExactlyInAnyOrder(
                        "batch_id",
                        "created_at",
                        "status",
                        "archive_hash",
                        "total_tasks",
                        "completed_tasks",
                        "passed_tasks",
                        "failed_tasks",
                        "aggregate_reward",
                        "scored_tasks",
                        "error",
                        "started_at",
                        "finished_at",
                        "votes",
                        "required",
                        "total_validators",
                        "votes_until",
                        "queue_position");
        assertThat(line.propertyNames())
                .allSatisfy(name -> assertThat(line.get(name)).isEqualTo(batch.get(name)));
        assertThat(line.path("votes").asInt()).isEqualTo(2);
        assertThat(line.path("required").asInt()).isEqualTo(2);
        assertThat(line.path("passed_tasks").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner/name%2070%25%C3%BC", "owner%2Fname%2070%25%C3%BC"})
    void taskIsFoundWithItsSlashesEncodedOrNot(String encoded) {
        var task = client.get("/batch/" + batchId + "/task/" + encoded).json();

        assertThat(task.path("task_id").asString()).isEqualTo(TASK);
        assertThat(task.path("test_output").asString())
                .isEqualTo("=== test_1.sh (exit code: 0) ===\nfine\nPASS\n");
        var result = task.path("test_results").path(0);
        assertThat(result.path("name").asString()).isEqualTo("test_1.sh");
        assertThat(result.path("passed").asBoolean()).isTrue();
        assertThat(result.path("exit_code").asInt()).isZero();
        assertThat(result.path("output").asString()).isEqualTo("fine\n");
    }

    @Test
    void reportForCiIsXmlWhateverIsAccepted() {
        var answer =
                client.send(
                        client.request("/batch/" + batchId + "/junit")
                                .header("Accept", "application/json")
                                .build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValue("text/xml;charset=UTF-8");
        assertThat(answer.response().body())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                .contains("<testsuite name=\"" + TASK + "\"")
                .contains("<testcase name=\"test_1.sh\"")
                .contains("<system-out>fine\n</system-out>");
    }

    @Test
    void batchesAreListedNewestFirst() {
        client.submit(
                TestKeys.ALICE,
                TestArchive.withAgent("agent.sh", "# newest\n")
                        .task("t", repository, "true\n")
                        .zip());
        var batches = client.get("/batches").json();

        assertThat(batches.path(0).path("status").asString()).isEqualTo("pending");
        assertThat(batches.path(0).path("created_at").asString())
                .isGreaterThan(batches.path(1).path("created_at").asString());
    }

    @Test
    void metricsHaveTheSevenSeriesWithTrueValues() {
        var metrics = client.get("/metrics");

        assertThat(metrics.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(metrics.response().body())
                .contains("\nterm_executor_batches_total 1.0\n")
                .contains("\nterm_executor_batches_active 0.0\n")
                .contains("\nterm_executor_batches_completed 1.0\n")
                .contains("\nterm_executor_tasks_total 1.0\n")
                .contains("\nterm_executor_tasks_passed 1.0\n")
                .contains("\nterm_executor_tasks_failed 0.0\n")
                .containsPattern("\nterm_executor_duration_ms_sum [1-9]")
                .contains("\nterm_executor_session_limit_seconds 7200.0\n")
                .containsPattern("\nterm_executor_progress_timestamp_seconds [1-9]")
                .contains("term_executor_isolation{level=\"process\"} 1.0")
                .contains("term_executor_phase_duration_seconds_bucket{phase=\"running_tests\"")
                .contains("jvm_memory_used_bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "/nowhere, 404, not_found",
        "/actuator/health, 404, not_found",
        "/error, 404, not_found",
        "/submit, 405, method_not_allowed",
        "/batch/1, 404, batch_not_found",
        "/batch/00000000-0000-4000-8000-000000000000, 404, batch_not_found",
        "/batch/00000000-0000-4000-8000-000000000000/junit, 404, batch_not_found",
        "/batch/BATCH/task/none, 404, task_not_found",
        "/batch/BATCH/task, 404, task_not_found",
        "/batch/BATCH/task/, 404, task_not_found",
        "/batch/BATCH/task/../../etc, 404, task_not_found",
        "/ws, 400, bad_request"
    })
    void errorsHaveTheContractsBody(String path, int status, String code) {
        var answer = client.get(path.replace("BATCH", batchId));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo(code);
        assertThat(answer.text("message")).isNotEmpty();
        assertThat(answer.response().headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("*");
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade, 12, ?batch_id=x, bad_request",
        "close, 13, ?batch_id=x, bad_request",
        "xupgradex, 13, ?batch_id=x, bad_request",
        "'Upgrade\r\nSec-WebSocket-Extensions: ;;;', 13, ?batch_id=x, bad_request",
        "Upgrade, 13, ?batch_id=%zz, bad_request",
        "Upgrade, 13, '', invalid_parameter",
        "Upgrade, 13, ?from=1, invalid_parameter",
        "Upgrade, 13, ?batch_id=x&from=0, invalid_parameter",
        "'keep-alive, upgrade', 13, ?batch_id=x&from=last, invalid_parameter"
    })
    void handshakeThatCannotBeMadeHasTheContractsBody(
            String connection, String version, String query, String code) throws IOException {
        var request =
                """
                GET /ws%s HTTP/1.1
                Host: x
                Upgrade: websocket
                Connection: %s
                Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==
                Sec-WebSocket-Version: %s

                """;
        var answer = raw(request.replace("\n", "\r\n").formatted(query, connection, version));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":\"" + code + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/yaml", "image/png", "nonsense"})
    void answersAreJsonWhateverIsAccepted(String type) {
        var answer = client.send(client.request("/status").header("Accept", type).build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("uptime_secs").isNumber()).isTrue();
    }

    @Test
    void followerCanAskForTheEventsFromOneOn() {
        var all = client.events("?batch_id=" + batchId + "&from=1");
        var some = client.events("?batch_id=" + batchId + "&from=8");
        all.closed().join();
        some.closed().join();

        assertThat(all.names())
                .startsWith("snapshot", "batch_started", "task_started")
                .endsWith("task_complete", "batch_complete", "stream_closed");
        assertThat(some.names()).containsExactly("snapshot", "batch_complete", "stream_closed");
        assertThat(some.frames().getFirst().path("seq").asLong()).isEqualTo(7);
    }

    @Test
    void methodThatIsNotAllowedIsSaidSo() {
        var answer =
                client.send(client.request("/status").POST(BodyPublishers.ofString("x")).build());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text("error")).isEqualTo("method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a\u0000b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /<script> HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void requestsTooBrokenForAnyServletGetJsonAndNothingOfTheServer(String request)
            throws IOException {
        var answer = raw(request);

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("Access-Control-Allow-Origin: *")
                .doesNotContainIgnoringCase("tomcat");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
                .contains("{\"error\":\"bad_request\",\"message\":\"");
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void followerOfABatchSeesItsWholeLifeInOrder() {
        var zip =
                TestArchive.withAgent("agent.sh", "# life " + UUID.randomUUID() + "\n")
                        .task("t", repository, "true\n")
                        .zip();
        var id = client.submit(TestKeys.ALICE, zip).text("batch_id");
        var events = client.events("?batch_id=" + id);
        client.submit(TestKeys.BOB, zip);

        assertThat(events.closed().join()).isEqualTo(1000);
        assertThat(events.names())
                .containsExactly(
                        "snapshot",
                        "batch_started",
                        "task_started",
                        "task_phase",
                        "task_phase",
                        "task_phase",
                        "task_phase",
                        "task_complete",
                        "batch_complete",
                        "stream_closed");
        assertThat(events.frames().stream().skip(1).mapToLong(frame -> frame.path("seq").asLong()))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 9).boxed().toList());
        assertThat(events.frames().getFirst().at("/data/status").asString()).isEqualTo("pending");
        assertThat(frame(events, "batch_started").at("/data/concurrent_limit").asInt())
                .isEqualTo(8);
        var complete = frame(events, "task_complete");
        assertThat(complete.path("task_id").asString()).isEqualTo("t");
        assertThat(complete.at("/data/passed").asBoolean()).isTrue();
        assertThat(frame(events, "batch_complete").at("/data/reward").asDouble()).isEqualTo(1.0);
        assertThat(frame(events, "batch_complete").at("/data/passed").asInt()).isEqualTo(1);
    }

    @Test
    void snapshotOfAnEndedBatchIsCutAndFollowedByTheFarewell() {
        var events = client.events("?batch_id=" + batchId);

        assertThat(events.closed().join()).isEqualTo(1000);
        assertThat(events.names()).containsExactly("snapshot", "stream_closed");
        assertThat(events.frames().getFirst().at("/data/tasks/0/agent_output").asString())
                .hasSize(16 * 1024);
        assertThat(client.get("/batch/" + batchId).json().at("/tasks/0/agent_output").asString())
                .hasSize(40_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?batch_id=none", "?batch_id="})
    void unknownBatchIsSaidInOneFrame(String query) {
        var events = client.events(query);

        assertThat(events.closed().join()).isEqualTo(1000);
        assertThat(events.frames()).hasSize(1);
        assertThat(events.frames().getFirst().path("error").asString())
                .isEqualTo("batch_not_found");
    }

    private static JsonNode frame(ServiceClient.EventStream events, String name) {
        return events.frames().get(events.names().indexOf(name));
    }
}
