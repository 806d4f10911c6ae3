package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.SilentProxy;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What databases do besides being down, done to a service under load. */
@EnabledIfPostgres
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(300)
class PostgresFailureIntegrationTests {

    private static final int CLIENTS = 6;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    private Path temporary;
    private PostgresServer server;
    private SilentProxy proxy;
    private RunningService service;
    private TestRepository repository;

    @BeforeAll
    void start(@TempDir Path own, @TempDir Path directory) throws IOException {
        temporary = directory;
        server = PostgresServer.start(own);
        proxy = SilentProxy.before(server.port());
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                // The agent waits for a file of this test.
                                "ISOLATION",
                                "process",
                                "DATABASE_URL",
                                server.url(proxy.port()),
                                "CONSENSUS_TTL_SECS",
                                "3600",
                                "MAX_PENDING_CONSENSUS",
                                "100000"));
    }

    @AfterAll
    void stop() {
        service.close();
        proxy.close();
        server.close();
    }

    @Test
    void connectionsThatFallSilentAreReplacedUnderLoad() throws IOException {
        assertBatchOutlives("silence", proxy::silence);
    }

    @Test
    void restartOfTheServerIsOutlivedUnderLoad() throws IOException {
        assertBatchOutlives(
                "restart",
                () -> {
                    server.stop();
                    server.startAgain();
                });
    }

    @Test
    void secondServiceDoesNotStart(CapturedOutput output) {
        assertThatThrownBy(() ->
                        RunningService.start(
                                temporary.resolve("second"), Map.of("DATABASE_URL", server.url())))
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains(" ERROR "))
                .singleElement()
                .asString()
                .contains("DATABASE_URL is in use by another term-executor");
        await().untilAsserted(
                        () -> assertThat(service.client().get("/health").status()).isEqualTo(200));
    }

    private void assertBatchOutlives(String name, Runnable fault) throws IOException {
        var go = temporary.resolve(name + "-go");
        var begun = temporary.resolve(name + "-begun");
        var code = "touch %s; until [ -e %s ]; do sleep 0.05; done\n".formatted(begun, go);
        var zip = TestArchive.withAgent("agent.sh", code).task("t", repository, "true\n").zip();
        service.client().submit(TestKeys.ALICE, zip);
        var batch = service.client().submit(TestKeys.BOB, zip).text("batch_id");
        await().until(() -> Files.exists(begun));

        var isOver = new AtomicBoolean();
        var load =
                IntStream.range(0, CLIENTS)
                        .mapToObj(number ->
                                CompletableFuture.supplyAsync(
                                        () -> submitUntil(isOver, name + number),
                                        Thread::startVirtualThread))
                        .toList();
        fault.run();
        Files.createFile(go);
        awaitUsable();
        isOver.set(true);

        for (var client : load) {
            assertThat(client.orTimeout(60, TimeUnit.SECONDS).join())
                    .allMatch(time -> time.compareTo(LONGEST_ANSWER) < 0);
        }
        var events = service.client().events("?from=1&batch_id=" + batch);
        events.closed().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(events.names()).containsOnlyOnce("task_complete", "batch_complete");
        assertThat(service.client().get("/batch/" + batch).json().path("passed_tasks").asInt())
                .isEqualTo(1);
    }

    /** Jobs as well as requests: what is asked here is asked of the database. */
    private void awaitUsable() {
        await().until(() ->
                submit("usable").equals("votes")
                        && service.client().get("/health").status() == 200);
    }

    /** How long each answer took. */
    private List<Duration> submitUntil(AtomicBoolean isOver, String name) {
        var times = new ArrayList<Duration>();
        while (!isOver.get()) {
            long began = System.nanoTime();
            assertThat(submit(name)).isIn("votes", "store_unavailable");
            times.add(Duration.ofNanos(System.nanoTime() - began));
        }
        return times;
    }

    private String submit(String text) {
        var zip =
                TestArchive.withAgent("agent.sh", "# %s\n".formatted(text))
                        .task("t", repository, "true\n")
                        .zip();
        var answer = service.client().submit(TestKeys.ALICE, zip);
        return answer.status() == 202 ? "votes" : answer.text("error");
    }
}
