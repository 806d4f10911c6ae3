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
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.ClientTypes;
import org.platformnetwork.termexecutor.testing.ClientTypes.TaskResult;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Every answer about a batch at every moment of its life, read as the validators' client does. */
class ClientTypesIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** The task {@code agent} waits for the gate; its change is in all of them the same. */
    private static final String AGENT =
            """
            if [ "$TERM_TASK_ID" = agent ]; then while [ ! -e %s ]; do sleep 0.05; done; fi
            echo solved | tee answer
            """;

    private @TempDir Path directory;
    private TestRepository repository;
    private HttpServer origin;
    private RunningService service;
    private ClientReader reader;

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
        service.close();
        origin.stop(0);
    }

    private void awaitFetching() {
        try {
            fetched.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("ISOLATION", "process");
        environment.put("ALLOWED_GIT_PROTOCOLS", "http,file");
        service = RunningService.start(directory.resolve("work"), environment);
        reader = new ClientReader(service);
    }

    private Path gate() {
        return directory.resolve("gate");
    }

    private String waitForGate() {
        return "while [ ! -e %s ]; do sleep 0.05; done".formatted(gate());
    }

    private TestArchive archive(String comment) {
        return TestArchive.withAgent("agent.sh", AGENT.formatted(gate()) + "# " + comment + "\n");
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

    private Answer submit(KeyPair key, byte[] zip) {
        var answer = service.client().submit(key, zip);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        ClientTypes.read(ClientTypes.Submission.class, answer.response().body());
        return answer;
    }

    /** As two of three validators agree on it, before and after DELETE took votes to count. */
    private void cancel(String path) {
        service.client().delete(TestKeys.ALICE, path, NOTHING);
        service.client().delete(TestKeys.BOB, path, NOTHING);
    }

    private static Map<String, String> statuses(List<TaskResult> tasks) {
        var statuses = new HashMap<String, String>();
        tasks.forEach(task -> statuses.put(task.taskId(), task.status()));
        return statuses;
    }

    private Map<String, String> failures(String batch) {
        var failures = new TreeMap<String, String>();
        for (var task : service.client().get("/batch/" + batch).json().path("tasks")) {
            var failure = task.path("failure_class");
            failures.put(
                    task.path("task_id").asString(),
                    failure.isNull() ? "passed" : failure.asString());
        }
        return failures;
    }

    @Test
    void everyAnswerIsReadFromTheFirstVoteToTheEnd() throws IOException {
        start(Map.of("MAX_CONCURRENT_TASKS", "4"));
        var zip = everyKindOfTask().zip();
        var batch = submit(TestKeys.ALICE, zip).text("batch_id");
        assertThat(reader.read(batch).status()).isEqualTo("pending");

        var events = service.client().events("?logs=true&from=1&batch_id=" + batch);
        submit(TestKeys.BOB, zip);
        var held =
                Map.of(
                        "1/bad", "failed",
                        "1/broken", "failed",
                        "1/good", "completed",
                        "cloning", "cloning_repo",
                        "installing", "installing_deps",
                        "agent", "running_agent",
                        "2/testing", "running_tests",
                        "3/queued", "queued");
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> statuses(reader.read(batch).tasks()), held::equals);

        var next = archive("waits for its turn").task("t", repository, "true\n").zip();
        submit(TestKeys.ALICE, next);
        var waiting = submit(TestKeys.BOB, next).text("batch_id");
        assertThat(reader.read(waiting).tasks()).isEmpty();
        cancel("/batch/" + waiting);
        cancel("/batch/" + batch + "/task/3/queued");
        await().atMost(TIMEOUT).until(() -> reader.read(waiting).status().equals("failed"));
        await().atMost(TIMEOUT)
                .until(() -> "failed".equals(statuses(reader.read(batch).tasks()).get("3/queued")));

        fetched.countDown();
        Files.writeString(gate(), "");
        events.closed().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        events.frames().forEach(frame -> reader.event(frame.toString()));
        assertThat(reader.read(batch).status()).isEqualTo("completed");
        assertThat(reader.stream(batch)).contains("snapshot", "batch_complete", "stream_closed");
        assertThat(failures(batch))
                .isEqualTo(
                        Map.of(
                                "1/bad", "tests_failed",
                                "1/broken", "invalid_task",
                                "1/good", "passed",
                                "cloning", "infra_error",
                                "installing", "passed",
                                "agent", "passed",
                                "2/testing", "passed",
                                "3/queued", "cancelled"));
        reader.readVerdict(batch);
        reader.readVerdict(waiting);
        reader.readInstance();
    }

    @Test
    void scriptThatRanIntoItsTimeLimitIsReadWhatsoeverIsPublic() {
        start(Map.of("TEST_TIMEOUT_SECS", "1", "PUBLIC_LOGS", "never"));
        var evaluated =
                service.evaluate(archive("slow").task("slow", repository, "echo begun; sleep 300\n"));

        var task = reader.read(evaluated.path("batch_id").asString()).tasks().getFirst();

        assertThat(evaluated.at("/tasks/0/failure_class").asString()).isEqualTo("timeout");
        assertThat(task.testResults())
                .containsExactly(new ClientTypes.TaskTestResult("test_1.sh", false, "", -1));
        assertThat(task.agentPatch() + task.agentOutput() + task.testOutput()).isEmpty();
        assertThat(evaluated.at("/tasks/0/outputs_public").booleanValue()).isFalse();
    }
}
