package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TemporalServer;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** A coordinator and its workers, on Temporal's own server. */
@EnabledIfCommand("temporal")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private Path temporary;

    private TemporalServer temporal;
    private TestRepository repository;
    private int port;
    private RunningService coordinator;
    private final Map<String, RoleProcess> workers = new TreeMap<>();

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        temporary = directory;
        Files.writeString(temporary.resolve("key"), "k".repeat(32));
        temporal = TemporalServer.start();
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        port = TemporalServer.freePort();
        startWorker("a", Map.of());
        startWorker("b", Map.of());
        startCoordinator();
        workers.values().forEach(worker -> worker.awaitLine("Worker takes attempts"));
    }

    @AfterAll
    void stop() {
        workers.values().forEach(RoleProcess::close);
        if (coordinator != null) {
            coordinator.close();
        }
        if (temporal != null) {
            temporal.close();
        }
    }

    private void startCoordinator() {
        coordinator =
                RunningService.start(
                        temporary.resolve("work"),
                        fleet(
                                Map.of(
                                        "ROLE",
                                        "coordinator",
                                        "INTERNAL_PORT",
                                        Integer.toString(port),
                                        // More than its machine has: it runs none of them.
                                        "TASK_MEMORY_BYTES",
                                        "1T")));
    }

    private RoleProcess startWorker(String name, Map<String, String> environment) {
        var variables =
                fleet(
                        Map.of(
                                "ROLE",
                                "worker",
                                "PORT",
                                "0",
                                "WORKER_NAME",
                                name,
                                "WORKSPACE_BASE",
                                temporary.resolve("work-" + name).toString(),
                                "COORDINATOR_URL",
                                "http://127.0.0.1:" + port,
                                "MAX_CONCURRENT_TASKS",
                                "1",
                                "ALLOWED_GIT_PROTOCOLS",
                                "https,file",
                                "AGENT_ENV",
                                "WORKER_NAME"));
        variables.putAll(environment);
        var worker = RoleProcess.start(temporary.resolve(name + ".log"), variables);
        workers.put(name, worker);
        return worker;
    }

    private Map<String, String> fleet(Map<String, String> more) {
        var variables =
                new HashMap<>(
                        Map.of(
                                "TEMPORAL_ADDRESS",
                                temporal.address(),
                                "FLEET_KEY_FILE",
                                temporary.resolve("key").toString(),
                                "HEARTBEAT_SECS",
                                "4",
                                "TASK_VALIDATION",
                                "off",
                                // Agents wait for files of this test.
                                "ISOLATION",
                                "process"));
        variables.putAll(more);
        return variables;
    }

    @Test
    void batchIsEvaluatedByWorkersThatTheSignedVerdictNames() {
        // Each waits until another worker is at work, too.
        var code =
                """
                touch %1$s/together.$WORKER_NAME
                until [ -e %1$s/together.a ] && [ -e %1$s/together.b ]; do sleep 0.05; done
                head -c 600000 /dev/zero | tr '\\0' x
                """
                        .formatted(temporary);
        var archive = TestArchive.withAgent("agent.sh", code);
        for (var name : List.of("one", "two", "three")) {
            archive.task(name, repository, "true\n");
        }

        var batch = coordinator.evaluate(archive);

        assertThat(batch.path("passed_tasks").asInt()).as(batch.toPrettyString()).isEqualTo(3);
        var id = batch.path("batch_id").asString();
        assertThat(coordinator.client().get("/verify/" + id).json().at("/document/tasks"))
                .allSatisfy(task -> assertThat(task.path("worker").asString()).matches("[ab]/.+"));
        var task = coordinator.client().get("/batch/" + id + "/task/one").json();
        assertThat(task.path("agent_output").asString().length()).isEqualTo(600_000);
    }

    @Test
    void attemptOfAKilledWorkerRunsElsewhere() throws IOException {
        var batch = agree("killed");
        var first = awaitAgents("killed", 1).getFirst();
        worker(first).close();
        awaitAgents("killed", 2);
        startWorker(first.worker(), Map.of());
        release("killed");

        var task = ended(batch).at("/tasks/0");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(errors(task)).containsExactly("interrupted: its worker was lost.");
    }

    @Test
    void workerThatWasStoppedForTooLongEndsItsAttempt() throws IOException {
        var batch = agree("stopped");
        var first = awaitAgents("stopped", 1).getFirst();
        var worker = worker(first);
        worker.signal("STOP");
        awaitAgents("stopped", 2);
        worker.signal("CONT");
        first.awaitEnd();
        release("stopped");

        var task = ended(batch).at("/tasks/0");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(errors(task)).containsExactly("interrupted: its worker was lost.");
        assertThat(agents("stopped")).hasSize(2);
    }

    @Test
    void coordinatorThatStartsAgainJoinsWhatRuns() throws IOException {
        var batch = agree("joined");
        awaitAgents("joined", 1);
        coordinator.close();
        release("joined");
        startCoordinator();

        var task = ended(batch).at("/tasks/0");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(errors(task)).isEmpty();
        assertThat(agents("joined")).hasSize(1);
        assertThat(coordinator.client().get("/batch/" + batch + "/task/t/log").response().body())
                .containsOnlyOnce("printed before")
                .containsOnlyOnce("printed after");
    }

    @Test
    void cancelledBatchEndsItsAgents() throws IOException {
        var batch = agree("cancelled");
        var agent = awaitAgents("cancelled", 1).getFirst();

        coordinator.client().cancel("/batch/" + batch);

        assertThat(ended(batch).at("/tasks/0/failure_class").asString()).isEqualTo("cancelled");
        agent.awaitEnd();
    }

    @Test
    void workerThatStopsHandsItsAttemptBack() throws IOException {
        var batch = agree("drained");
        var first = awaitAgents("drained", 1).getFirst();
        var worker = worker(first);
        worker.signal("TERM");
        awaitAgents("drained", 2);
        release("drained");

        var task = ended(batch).at("/tasks/0");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(errors(task)).containsExactly("interrupted: its worker stopped.");
        await().atMost(TIMEOUT).until(() -> !worker.isAlive());
        startWorker(first.worker(), Map.of());
    }

    @Test
    void workerWithAnotherKeySaysSoAndTakesNothing() throws IOException {
        var key = Files.writeString(temporary.resolve("other-key"), "o".repeat(32));
        var worker = startWorker("stranger", Map.of("FLEET_KEY_FILE", key.toString()));

        worker.awaitLine("FLEET_KEY_FILE has to be the same on all");

        assertThat(worker.lines()).noneMatch(line -> line.contains("Worker takes attempts"));
        worker.close();
    }

    /** Two votes for a task whose agent waits to be released; returns the batch's id. */
    private String agree(String name) {
        var code =
                """
                echo printed before
                echo $$ $WORKER_NAME >> %1$s/%2$s.agents
                until [ -e %1$s/%2$s.go ]; do sleep 0.05; done
                echo printed after
                """
                        .formatted(temporary, name);
        var archive = TestArchive.withAgent("agent.sh", code).task("t", repository, "true\n");
        coordinator.client().submit(TestKeys.ALICE, archive.zip());
        return coordinator.client().submit(TestKeys.BOB, archive.zip()).text("batch_id");
    }

    private RoleProcess worker(Agent agent) {
        return Objects.requireNonNull(workers.get(agent.worker()));
    }

    private void release(String name) throws IOException {
        Files.createFile(temporary.resolve(name + ".go"));
    }

    /** The runs of an agent. */
    private List<Agent> agents(String name) throws IOException {
        var file = temporary.resolve(name + ".agents");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Agent::parse).toList()
                : List.of();
    }

    private List<Agent> awaitAgents(String name, int count) {
        return await(count + " runs of " + name)
                .atMost(TIMEOUT)
                .until(() -> agents(name), found -> found.size() >= count);
    }

    /** A run of an agent on a worker. */
    private record Agent(long pid, String worker) {

        static Agent parse(String line) {
            var parts = line.split(" ", 2);
            return new Agent(Long.parseLong(parts[0]), parts[1]);
        }

        void awaitEnd() {
            await("the agent is ended")
                    .atMost(TIMEOUT)
                    .until(() -> ProcessHandle.of(pid).isEmpty());
        }
    }

    private JsonNode ended(String batch) {
        return await("the batch has ended")
                .atMost(TIMEOUT)
                .until(
                        () -> coordinator.client().get("/batch/" + batch).json(),
                        answer ->
                                List.of("completed", "failed")
                                        .contains(answer.path("status").asString()));
    }

    private static List<String> errors(JsonNode task) {
        return task.path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("error").asString())
                .toList();
    }
}
