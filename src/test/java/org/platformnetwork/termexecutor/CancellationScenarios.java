package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.client.ToolRun;
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
@TestInstance(Lifecycle.PER_CLASS)
abstract class CancellationScenarios {

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
    private Path temporary;
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

    @BeforeAll
    void start(@TempDir Path directory) {
        temporary = directory;
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

    @AfterAll
    void stop(CapturedOutput output) {
        service.close();
        storeStaysWell(output);
    }

    /** A connection to the database that an interrupt closed would say so here. */
    @AfterEach
    void storeStaysWell(CapturedOutput output) {
        assertThat(output.getAll()).doesNotContain("The store's state changed");
    }

    @Test
    void batchEndsAndKeepsWhatItCameTo() {
        var batch = started(quick("a").task("b", slow, "true\n").task("c", slow, "true\n"));
        await().until(() ->
                service.client()
                        .get("/batch/" + batch + "/task/b/log?phase=running_agent")
                        .response()
                        .body()
                        .contains("begun"));

        var first = service.client().delete(TestKeys.CHARLIE, "/batch/" + batch);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.text("status")).isEqualTo("pending_cancellation");
        assertThat(first.json().path("votes").asInt()).isOne();
        assertThat(first.json().path("required").asInt()).isEqualTo(2);
        var open = service.client().get("/batch/" + batch).json();
        assertThat(open.path("status").asString()).isEqualTo("running");
        assertThat(open.path("error").isNull()).isTrue();
        assertThat(open.at("/cancellation_votes/0/task_id").isNull()).isTrue();
        assertThat(open.at("/cancellation_votes/0/votes").asInt()).isOne();

        var answer = service.client().delete(TestKeys.ALICE, "/batch/" + batch);
        assertThat(answer.status()).isIn(200, 202);
        assertThat(answer.text("error")).isEqualTo("Validators cancelled the batch.");
        var end = ended(batch);

        assertThat(end.path("status").asString()).isEqualTo("failed");
        assertThat(end.path("error").asString()).isEqualTo("Validators cancelled the batch.");
        assertThat(end.at("/tasks/0/passed").asBoolean()).isTrue();
        for (int task = 1; task < 3; task++) {
            assertThat(end.at("/tasks/%d/failure_class".formatted(task)).asString())
                    .isEqualTo("cancelled");
            assertThat(end.at("/tasks/%d/passed".formatted(task)).isNull()).isTrue();
        }
        assertThat(end.at("/tasks/1/agent_output").asString()).contains("begun", "asked");
        assertThat(end.at("/tasks/2/agent_output").stringValue()).isEmpty();
        assertThat(signed(batch).path("cancel_votes").asInt()).isEqualTo(2);
        assertThat(signed(batch).at("/tasks/1/cancel_votes").isNull()).isTrue();
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
        service.client().delete(TestKeys.BOB, "/batch/" + batch);
        var first = service.client().delete(TestKeys.ALICE, "/batch/" + batch + "/task/b/1");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.text("status")).isEqualTo("pending_cancellation");
        assertThat(first.text("task_id")).isEqualTo("b/1");
        var answer = service.client().delete(TestKeys.BOB, "/batch/" + batch + "/task/b/1");

        assertThat(answer.status()).isIn(200, 202);
        assertThat(answer.text("task_id")).isEqualTo("b/1");
        var end = ended(batch);
        assertThat(end.path("status").asString()).isEqualTo("completed");
        assertThat(end.path("error").isNull()).isTrue();
        assertThat(end.path("passed_tasks").asInt()).isEqualTo(2);
        assertThat(end.at("/tasks/1/failure_class").asString()).isEqualTo("cancelled");
        assertThat(signed(batch).path("cancel_votes").isNull()).isTrue();
        assertThat(signed(batch).at("/tasks/1/cancel_votes").asInt()).isEqualTo(2);
        var again = service.client().delete(TestKeys.BOB, "/batch/" + batch + "/task/a");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("status")).isEqualTo("completed");
    }

    @Test
    void taskThatWaitsForItsTurnEndsAtOnce() {
        var batch = started(quick("a").task("b", slow, "true\n").task("c", slow, "true\n"));
        awaitPhase(batch, 1, "running_agent");

        var answer = service.client().cancel("/batch/" + batch + "/task/c");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("failed");
        service.client().cancel("/batch/" + batch);
        ended(batch);
    }

    @Test
    void batchThatWaitsEndsAtOnce() {
        var running = started(quick("a").task("b", slow, "true\n"));
        var waiting = started(quick("other"));

        var answer = service.client().cancel("/batch/" + waiting);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("failed");
        service.client().cancel("/batch/" + running);
        ended(running);
    }

    @Test
    void votesThatAreCollectedAreWithdrawn() {
        var client = service.client();
        var zip = quick("votes").zip();
        var batch = client.submit(TestKeys.ALICE, zip).text("batch_id");

        var foreign = client.delete(TestKeys.BOB, "/batch/" + batch);
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.text("error")).isEqualTo("not_a_voter");
        assertThat(client.submit(TestKeys.ALICE, zip).text("batch_id")).isEqualTo(batch);

        var own = client.delete(TestKeys.ALICE, "/batch/" + batch);
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.text("status")).isEqualTo("failed");
        var next = client.submit(TestKeys.BOB, zip);
        assertThat(next.text("batch_id")).isNotEqualTo(batch);
        assertThat(next.json().path("votes").asInt()).isEqualTo(1);
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
        for (var path : new String[] {"/batch/" + batch, "/batch/" + batch + "/task/b"}) {
            var observed = client.deleteInVersion1(TestKeys.ALICE, path);
            assertThat(observed.status()).isEqualTo(401);
            assertThat(observed.text("error")).isEqualTo("body_signature_required");
        }
        assertThat(client.get("/batch/" + batch).json().path("cancellation_votes")).isEmpty();

        assertThat(client.cancel("/batch/" + batch).status()).isIn(200, 202);
        ended(batch);
    }

    private JsonNode signed(String batch) {
        return service.client().get("/verify/" + batch).json().path("document");
    }

    /** At level {@code process} this test's user is the tasks' as well. */
    @Test
    void operatorCancelsOnTheMachineItself() {
        var batch = started(quick("a").task("b/1", slow, "true\n").task("c", slow, "true\n"));
        awaitPhase(batch, 1, "running_agent");
        var zip = quick("third").zip();
        var pending = service.client().submit(TestKeys.ALICE, zip).text("batch_id");

        if (isolation.equals("process")) {
            var refused = cancelLocally(batch);
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(3);
            assertThat(refused.err()).startsWith("not_the_operator: ");
            assertThat(service.client().get("/batch/" + batch).json().path("error").isNull())
                    .isTrue();
            service.client().cancel("/batch/" + batch);
        } else {
            assertThat(cancelLocally("unknown").err()).startsWith("batch_not_found: ");
            assertThat(cancelLocally(batch, "--task", "x").err()).startsWith("task_not_found: ");
            assertThat(cancelLocally(batch, "--task", "c").out()).isEqualTo("Task c has ended.\n");
            assertThat(cancelLocally(pending).out())
                    .isEqualTo("The batch has ended: The operator cancelled the batch.\n");
            var cancelled = cancelLocally(batch, "--data-dir", data().toString());
            assertThat(cancelled.exitCode()).as(cancelled.toString()).isZero();
            assertThat(ended(batch).path("error").asString())
                    .isEqualTo("The operator cancelled the batch.");
        }
        ended(batch);
    }

    private Path data() {
        return temporary.resolve("work/data");
    }

    private ToolRun cancelLocally(String batch, String... further) {
        var arguments = new ArrayList<>(List.of("cancel", "--local", batch));
        arguments.addAll(List.of(further));
        return ToolRun.of(Map.of("DATA_DIR", data().toString()), arguments.toArray(String[]::new));
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
        await().until(() ->
                service.client()
                        .get("/batch/" + batch)
                        .json()
                        .at("/tasks/%d/status".formatted(task))
                        .asString()
                        .equals(phase));
    }

    private JsonNode ended(String batch) {
        ServiceClient.EventStream end = service.client().events("?batch_id=" + batch);
        end.closed().orTimeout(60, TimeUnit.SECONDS).join();
        return service.client().get("/batch/" + batch).json();
    }
}
