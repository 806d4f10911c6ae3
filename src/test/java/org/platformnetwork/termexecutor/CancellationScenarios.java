package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** DELETE of batches and tasks, at whatever level and on either database. */
@ExtendWith(OutputCaptureExtension.class)
abstract class CancellationScenarios {

    private static final String NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /**
     * Ends at once in its first task; in the others it waits, and says so when it is asked to end.
     */
    private static final String AGENT =
            """
            trap 'echo asked; exit 1' TERM
            echo begun
            [ -e fast ] && exit 0
            while :; do sleep 0.05; done
            """;

    private final String isolation;
    private final String databaseUrl;
    private @TempDir Path temporary;
    private TestRepository quick;
    private TestRepository slow;
    private RunningService service;

    CancellationScenarios(String isolation) {
        this(isolation, "");
    }

    CancellationScenarios(String isolation, String databaseUrl) {
        this.isolation = isolation;
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void start() {
        quick = TestRepository.create(temporary.resolve("quick"));
        quick.commit("fast", "");
        slow = TestRepository.create(temporary.resolve("slow"));
        slow.commit("slow", "");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                "ISOLATION",
                                isolation,
                                "PUBLIC_LOGS",
                                "live",
                                "DATABASE_URL",
                                databaseUrl));
    }

    @AfterEach
    void stop(CapturedOutput output) {
        service.close();
        // A connection to the database that an interrupt closed would say so here.
        assertThat(output.getAll()).doesNotContain("The store's state changed");
    }

    @Test
    void batchEndsAndKeepsWhatItCameTo() {
        var batch = started(quick("a").task("b", slow, "true\n").task("c", slow, "true\n"));
        await().atMost(30, TimeUnit.SECONDS)
                .until(() ->
                        service.client()
                                .get("/batch/" + batch + "/task/b/log?phase=running_agent")
                                .response()
                                .body()
                                .contains("begun"));

        var answer = service.client().delete(TestKeys.CHARLIE, "/batch/" + batch);
        assertThat(answer.status()).isIn(200, 202);
        assertThat(answer.text("error")).isEqualTo("A validator cancelled the batch.");
        var end = ended(batch);

        assertThat(end.path("status").asString()).isEqualTo("failed");
        assertThat(end.path("error").asString()).isEqualTo("A validator cancelled the batch.");
        assertThat(end.at("/tasks/0/passed").asBoolean()).isTrue();
        for (int task = 1; task < 3; task++) {
            assertThat(end.at("/tasks/%d/failure_class".formatted(task)).asString())
                    .isEqualTo("cancelled");
            assertThat(end.at("/tasks/%d/passed".formatted(task)).isNull()).isTrue();
        }
        assertThat(end.at("/tasks/1/agent_output").asString()).contains("begun", "asked");
        assertThat(end.at("/tasks/2/agent_output").stringValue()).isEmpty();
        assertThat(temporary.resolve("work/batches")).isEmptyDirectory();
        var again = service.client().delete(TestKeys.ALICE, "/batch/" + batch);
        assertThat(again.status()).isEqualTo(200);
        assertThat(service.client().get("/batch/" + batch).json()).isEqualTo(end);
    }

    @Test
    void taskEndsAloneAndTheBatchGoesOn() {
        var batch = started(quick("a").task("b/1", slow, "true\n").task("c", quick, "true\n"));
        awaitPhase(batch, 1, "running_agent");

        assertThat(service.client().delete(TestKeys.BOB, "/batch/" + batch + "/task/none").status())
                .isEqualTo(404);
        var answer = service.client().delete(TestKeys.BOB, "/batch/" + batch + "/task/b/1");

        assertThat(answer.status()).isIn(200, 202);
        assertThat(answer.text("task_id")).isEqualTo("b/1");
        var end = ended(batch);
        assertThat(end.path("status").asString()).isEqualTo("completed");
        assertThat(end.path("error").isNull()).isTrue();
        assertThat(end.path("passed_tasks").asInt()).isEqualTo(2);
        assertThat(end.at("/tasks/1/failure_class").asString()).isEqualTo("cancelled");
        var again = service.client().delete(TestKeys.BOB, "/batch/" + batch + "/task/a");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("status")).isEqualTo("completed");
    }

    @Test
    void taskThatWaitsForItsTurnEndsAtOnce() {
        var batch = started(quick("a").task("b", slow, "true\n").task("c", slow, "true\n"));
        awaitPhase(batch, 1, "running_agent");

        var answer = service.client().delete(TestKeys.BOB, "/batch/" + batch + "/task/c");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("failed");
        service.client().delete(TestKeys.BOB, "/batch/" + batch);
        ended(batch);
    }

    @Test
    void batchThatWaitsOrCollectsVotesEndsAtOnce() {
        var running = started(quick("a").task("b", slow, "true\n"));
        var waiting = started(quick("other"));
        var pending = quick("third").zip();
        var first = service.client().submit(TestKeys.ALICE, pending).text("batch_id");

        for (var batch : new String[] {waiting, first}) {
            var answer = service.client().delete(TestKeys.BOB, "/batch/" + batch);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("status")).isEqualTo("failed");
        }

        var next = service.client().submit(TestKeys.BOB, pending);
        assertThat(next.text("batch_id")).isNotEqualTo(first);
        assertThat(next.json().path("votes").asInt()).isEqualTo(1);
        service.client().delete(TestKeys.BOB, "/batch/" + running);
        ended(running);
    }

    @Test
    void onlyValidatorsCancel() {
        var batch = started(quick("a").task("b", slow, "true\n"));
        var client = service.client();
        var unsigned = client.send(client.request("/batch/" + batch).DELETE().build());

        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(unsigned.text("error")).isEqualTo("missing_auth");
        var foreign = client.delete(TestKeys.ALICE, "/batch/" + batch, "ab".repeat(32));
        assertThat(foreign.text("error")).isEqualTo("archive_hash_mismatch");
        assertThat(client.delete(TestKeys.ALICE, "/batch/unknown").text("error"))
                .isEqualTo("batch_not_found");
        assertThat(client.get("/batch/" + batch).json().path("error").isNull()).isTrue();

        var bound = client.delete(TestKeys.ALICE, "/batch/" + batch, NOTHING);
        assertThat(bound.status()).isIn(200, 202);
        ended(batch);
    }

    /** An archive whose first task ends by itself. */
    private TestArchive quick(String name) {
        return TestArchive.withAgent("agent.sh", AGENT).task(name, quick, "true\n");
    }

    /** Two votes for a batch that runs one task at a time. */
    private String started(TestArchive archive) {
        service.client()
                .submit(
                        TestKeys.ALICE,
                        UUID.randomUUID().toString(),
                        archive.zip(),
                        "?concurrent_tasks=1");
        var answer = service.client().submit(TestKeys.BOB, archive.zip());
        assertThat(answer.status()).isEqualTo(202);
        return answer.text("batch_id");
    }

    private void awaitPhase(String batch, int task, String phase) {
        await().atMost(30, TimeUnit.SECONDS)
                .until(() ->
                        service.client()
                                .get("/batch/" + batch)
                                .json()
                                .at("/tasks/%d/status".formatted(task))
                                .asString()
                                .equals(phase));
    }

    private JsonNode ended(String batch) {
        ServiceClient.EventStream end = service.client().events("?batch_id=" + batch);
        end.closed().orTimeout(30, TimeUnit.SECONDS).join();
        return service.client().get("/batch/" + batch).json();
    }
}
