package org.platformnetwork.termexecutor.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.container.ServiceContainer.Flags;
import org.platformnetwork.termexecutor.demo.DemoBatch;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.testcontainers.DockerClientFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the image promises its operator, at the levels that Docker's options give. */
@EnabledIfImage
class ContainerIntegrationTests {

    /** How many seconds the slow agent sleeps. */
    private static final String ASLEEP = "1234";

    private static final int STOPPED_BY_SIGTERM = 143;
    private static final int STOPPED_BY_SIGKILL = 137;

    /** The agent of {@link #slowBatch} ends by itself only with this. */
    private static final Map<String, String> GO = Map.of("AGENT_ENV", "GO", "GO", "yes");

    @TempDir private Path directory;

    private final String volumes = "term-executor-test-" + UUID.randomUUID();

    @AfterEach
    void removeVolumes() {
        DockerClient docker = DockerClientFactory.lazyClient();
        docker.listVolumesCmd().exec().getVolumes().stream()
                .map(volume -> volume.getName())
                .filter(name -> name.startsWith(volumes))
                .forEach(name -> docker.removeVolumeCmd(name).exec());
    }

    @ParameterizedTest
    @EnumSource
    void judgesAndGoesOnWhereItWasStoppedOrKilled(Flags flags) {
        var mirrors = directory.resolve("mirrors");
        var demo = DemoBatch.create(mirrors);
        var repository = TestRepository.create(mirrors.resolve("slow/repository"));
        repository.commit("answer.txt", "41\n");
        var slow = slowBatch(repository);

        String judged;
        String interrupted;
        JsonNode verdicts;
        try (var service = ServiceContainer.start(flags, volumes, mirrors, Map.of())) {
            assertThat(service.client().get("/status").text("isolation"))
                    .isEqualTo(flags.name().toLowerCase(Locale.ROOT));
            judged = submit(service, demo);
            assertThat(statuses(ended(service, judged))).isEqualTo(DemoBatch.EXPECTED);
            verdicts = service.client().get("/batch/" + judged).json();

            interrupted = submit(service, slow);
            awaitAgent(service);
            assertThat(service.stop()).isEqualTo(STOPPED_BY_SIGTERM);
            assertThat(service.output().lines()).allSatisfy(ContainerIntegrationTests::isLogLine);
        }
        try (var service = ServiceContainer.start(flags, volumes, mirrors, Map.of())) {
            assertThat(service.client().get("/batch/" + judged).json()).isEqualTo(verdicts);
            awaitAgent(service);
            assertThat(service.kill()).isEqualTo(STOPPED_BY_SIGKILL);
        }
        try (var service = ServiceContainer.start(flags, volumes, mirrors, GO)) {
            assertThat(service.client().get("/batch/" + judged).json()).isEqualTo(verdicts);
            var task = ended(service, interrupted).path("tasks").path(0);
            assertThat(task.path("status").asString()).isEqualTo("completed");
            assertThat(task.path("agent_output").asString()).endsWith("0\n");
            assertThat(task.path("attempts").findValuesAsString("error"))
                    .containsExactly(
                            "interrupted: the service was stopped.",
                            "interrupted: the service ended unexpectedly.");
        }
    }

    /** One task whose agent looks for the data, and is still at it when the service ends. */
    private static byte[] slowBatch(TestRepository repository) {
        return TestArchive.withAgent(
                        "agent.sh",
                        """
                        ls -A /var/lib/term-executor/data | wc -l
                        [ "$GO" ] || sleep %s
                        echo 42 > answer.txt
                        """
                                .formatted(ASLEEP))
                .file(
                        "tasks/slow/workspace.yaml",
                        "repo: slow/repository\nbase_commit: %s\n".formatted(repository.head()))
                .file("tasks/slow/prompt.md", "Fix it.\n")
                .file("tasks/slow/tests/test.sh", "grep -qx 42 answer.txt\n")
                .zip();
    }

    private static String submit(ServiceContainer service, byte[] archive) {
        var id = service.client().submit(TestKeys.ALICE, archive).text("batch_id");
        assertThat(service.client().submit(TestKeys.BOB, archive).status()).isEqualTo(202);
        return id;
    }

    private static JsonNode ended(ServiceContainer service, String batch) {
        service.client()
                .events("?batch_id=" + batch)
                .closed()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        return service.client().get("/batch/" + batch).json();
    }

    /** Waits until the task's agent runs; what is told of it may be of an earlier life. */
    private static void awaitAgent(ServiceContainer service) {
        await().atMost(Duration.ofSeconds(60)).until(() -> service.runs(ASLEEP));
    }

    private static Map<String, String> statuses(JsonNode batch) {
        var statuses = new TreeMap<String, String>();
        batch.path("tasks")
                .forEach(task ->
                        statuses.put(
                                task.path("task_id").asString(), task.path("status").asString()));
        return statuses;
    }

    private static void isLogLine(String line) {
        var fields = JsonMapper.shared().readTree(line);
        assertThat(Arrays.asList("@timestamp", "level", "logger_name", "message"))
                .allMatch(fields::has);
    }
}
