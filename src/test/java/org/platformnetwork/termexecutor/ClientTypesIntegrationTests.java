package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.ClientTypes;
import org.platformnetwork.termexecutor.testing.ClientTypes.TaskResult;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Every answer about a batch at every moment of its life, read as the validators' client does. */
class ClientTypesIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** When some have ended, one is held in each phase, and no lane is left for the last. */
    private static final Map<String, String> HELD =
            Map.of(
                    "1/bad", "failed",
                    "1/broken", "failed",
                    "1/good", "completed",
                    "cloning", "cloning_repo",
                    "installing", "installing_deps",
                    "agent", "running_agent",
                    "2/testing", "running_tests",
                    "3/queued", "queued");

    private static final Map<String, String> ENDED =
            Map.of(
                    "1/bad", "tests_failed",
                    "1/broken", "invalid_task",
                    "1/good", "passed",
                    "cloning", "infra_error",
                    "installing", "passed",
                    "agent", "passed",
                    "2/testing", "passed",
                    "3/queued", "cancelled");

    private @TempDir Path directory;
    private TestRepository repository;
    private HttpServer origin;

    /** Holds what fetches from {@link #origin}. */
    private final CountDownLatch fetched = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.setExecutor(task -> Thread.ofVirtual().start(task));
        origin.createContext(
                "/",
                exchange -> {
                    awaitFetching();
                    exchange.sendResponseHeaders(500, -1);
                    exchange.close();
                });
        origin.start();
    }

    @AfterEach
    void close() {
        fetched.countDown();
        origin.stop(0);
    }

    private void awaitFetching() {
        try {
            fetched.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RunningService start(Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("ISOLATION", "process");
        environment.put("ALLOWED_GIT_PROTOCOLS", "http,file");
        environment.put("GIT_ALLOW_PRIVATE", "true");
        return RunningService.start(directory.resolve("work"), environment);
    }

    private Path gate() {
        return directory.resolve("gate");
    }

    private String waitForGate() {
        return "while [ ! -e %s ]; do sleep 0.05; done".formatted(gate());
    }

    /** The agent waits for the gate in the task {@code agent} only. */
    private TestArchive archive(String comment) {
        return TestArchive.withAgent(
                "agent.sh",
                """
                # %s
                if [ "$TERM_TASK_ID" = agent ]; then %s; fi
                echo solved | tee answer
                """
                        .formatted(comment, waitForGate()));
    }

    /** Some that end at once, one held in each phase, and one for which no lane is left. */
    private TestArchive everyKindOfTask() {
        return archive("every kind")
                .task("1/bad", repository, "exit 3\n")
                .file("tasks/1/broken/workspace.yaml", "repo: [\n")
                .task("1/good", repository, "echo fine; grep solved answer\n")
                .task("2/cloning", repository, "true\n")
                .file(
                        "tasks/2/cloning/workspace.yaml",
                        "id: cloning\nrepo: http://127.0.0.1:%d/owner/name\nbase_commit: %s\n"
                                .formatted(origin.getAddress().getPort(), repository.head()))
                .task("2/installing", repository, "true\n")
                .file("tasks/2/installing/workspace.yaml", yaml("installing", waitForGate()))
                .task("2/agent", repository, "true\n")
                .file("tasks/2/agent/workspace.yaml", yaml("agent", "true"))
                .task("2/testing", repository, waitForGate() + "\n")
                .task("3/queued", repository, "true\n");
    }

    private String yaml(String id, String install) {
        return "id: %s\nrepo: %s\nbase_commit: %s\ninstall: ['%s']\n"
                .formatted(id, repository.url(), repository.head(), install);
    }

    private static Map<String, String> statuses(List<TaskResult> tasks) {
        var statuses = new HashMap<String, String>();
        tasks.forEach(task -> statuses.put(task.taskId(), task.status()));
        return statuses;
    }

    private static Map<String, String> failures(ServiceClient client, String batch) {
        var failures = new TreeMap<String, String>();
        for (var task : client.get("/batch/" + batch).json().path("tasks")) {
            var failure = task.path("failure_class");
            failures.put(
                    task.path("task_id").asString(),
                    failure.isNull() ? "passed" : failure.asString());
        }
        return failures;
    }

    @Test
    void everyAnswerIsReadFromTheFirstVoteToTheEnd() throws IOException {
        try (var service = start(Map.of("MAX_CONCURRENT_TASKS", "4"))) {
            readWholeLife(new ClientReader(service.client(), service.port()));
        }
    }

    private void readWholeLife(ClientReader reader) throws IOException {
        var zip = everyKindOfTask().zip();
        var batch = reader.submit(TestKeys.ALICE, zip);
        assertThat(reader.read(batch).status()).isEqualTo("pending");

        var events = reader.client().events("?logs=true&from=1&batch_id=" + batch);
        reader.submit(TestKeys.BOB, zip);
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> statuses(reader.read(batch).tasks()), HELD::equals);

        var next = archive("waits for its turn").task("t", repository, "true\n").zip();
        reader.submit(TestKeys.ALICE, next);
        var waiting = reader.submit(TestKeys.BOB, next);
        assertThat(reader.read(waiting).tasks()).isEmpty();
        reader.cancel("/batch/" + waiting);
        reader.cancel("/batch/" + batch + "/task/3/queued");
        await().atMost(TIMEOUT).until(() -> reader.read(waiting).status().equals("failed"));
        await().atMost(TIMEOUT)
                .until(() -> "failed".equals(statuses(reader.read(batch).tasks()).get("3/queued")));

        fetched.countDown();
        Files.writeString(gate(), "");
        events.closed().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        events.frames().forEach(frame -> reader.event(frame.toString()));
        assertThat(reader.read(batch).status()).isEqualTo("completed");
        assertThat(reader.stream(batch)).contains("snapshot", "batch_complete", "stream_closed");
        assertThat(failures(reader.client(), batch)).isEqualTo(ENDED);
        reader.readVerdict(batch);
        reader.readVerdict(waiting);
        reader.readInstance();
    }

    @Test
    void scriptThatRanIntoItsTimeLimitIsReadAlsoWhereNothingIsPublic() {
        try (var service = start(Map.of("PUBLIC_LOGS", "never"))) {
            var script = "echo begun; " + RunningService.HANG + "\n";
            var evaluated =
                    service.evaluateHanging(
                            archive("slow").task("slow", repository, script),
                            Duration.ofMinutes(5));
            var reader = new ClientReader(service.client(), service.port());

            var task = reader.read(evaluated.path("batch_id").asString()).tasks().getFirst();

            assertThat(evaluated.at("/tasks/0/failure_class").asString()).isEqualTo("timeout");
            assertThat(evaluated.at("/tasks/0/outputs_public").booleanValue()).isFalse();
            assertThat(task.testResults())
                    .containsExactly(new ClientTypes.TaskTestResult("test_1.sh", false, "", -1));
            assertThat(task.agentPatch() + task.agentOutput() + task.testOutput()).isEmpty();
        }
    }
}
