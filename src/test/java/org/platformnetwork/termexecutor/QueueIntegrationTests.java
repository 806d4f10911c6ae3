package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Batches that wait, that run too long, and that are stopped. */
class QueueIntegrationTests {

    @TempDir Path temporary;

    private TestRepository repository;

    @BeforeEach
    void createRepository() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
    }

    @Test
    void agreedBatchesWaitForTheirTurnAndThenRun() throws IOException {
        try (var service = start(Map.of("MAX_QUEUED_BATCHES", "1"))) {
            var running = agree(service, blocked("first"));
            var queued = agree(service, archive("second"));
            var client = service.client();
            var third = archive("third");
            client.submit(TestKeys.ALICE, third.zip());
            var refused = client.submit(TestKeys.BOB, third.zip());

            assertThat(client.get("/batch/" + queued).text("status")).isEqualTo("pending");
            assertThat(client.get("/status").json().path("queued_batches").asInt()).isEqualTo(1);
            assertThat(client.get("/batch/" + queued).json().path("queue_position").asInt())
                    .isEqualTo(1);
            assertThat(client.get("/batches").json())
                    .extracting(line -> line.path("queue_position").asInt(0))
                    .containsExactly(0, 1, 0);
            assertThat(client.get("/batches").json().get(0).path("votes").asInt()).isEqualTo(2);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("error")).isEqualTo("busy");
            assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();

            var firstEnds = service.client().events("?batch_id=" + running);
            var secondEnds = service.client().events("?batch_id=" + queued);
            Files.createFile(temporary.resolve("go"));
            firstEnds.closed().orTimeout(60, TimeUnit.SECONDS).join();
            secondEnds.closed().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(client.get("/batch/" + queued).text("status")).isEqualTo("completed");
            var again = client.submit(TestKeys.BOB, third.zip());
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.json().path("consensus_reached").asBoolean())
                    .as("the votes cast while busy still count")
                    .isTrue();
        }
    }

    @Test
    void archiveThatRunsAlreadyIsAnsweredWithItsBatch() throws IOException {
        try (var service = start(Map.of())) {
            var archive = blocked("running");
            var running = agree(service, archive);
            var answer = service.client().submit(TestKeys.CHARLIE, archive.zip());

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.text("batch_id")).isEqualTo(running);
            assertThat(answer.json().path("votes").asInt()).isEqualTo(2);
            assertThat(answer.text("note")).isNotEmpty();

            var end = service.client().events("?batch_id=" + running);
            Files.createFile(temporary.resolve("go"));
            end.closed().orTimeout(60, TimeUnit.SECONDS).join();
            var later = service.client().submit(TestKeys.CHARLIE, archive.zip());
            assertThat(later.text("status")).isEqualTo("pending_consensus");
            assertThat(later.text("batch_id")).isNotEqualTo(running);
        }
    }

    @Test
    void batchThatOutlivesItsSessionIsCancelled() {
        try (var service = start(Map.of("SESSION_TTL_SECS", "5"))) {
            var batch = service.evaluate(blocked("endless"));

            assertThat(batch.path("status").asString()).isEqualTo("failed");
            assertThat(batch.path("error").asString())
                    .isEqualTo("The batch ran longer than 5 s (SESSION_TTL_SECS).");
            assertThat(batch.at("/tasks/0/failure_class").asString()).isEqualTo("cancelled");
            assertThat(batch.at("/tasks/0/passed").isNull()).isTrue();
        }
    }

    @Test
    void stoppedServiceLeavesNothingAndGoesOnWhenItStartsAgain() throws IOException {
        var first = start(Map.of());
        var running = agree(first, blocked("stopped"));
        var waiting = agree(first, archive("waiting"));
        await().until(() -> Files.exists(temporary.resolve("pid")));
        long agent = Long.parseLong(Files.readString(temporary.resolve("pid")).strip());
        var stream = first.client().events("?from=1&batch_id=" + running);
        await().until(() -> stream.names().contains("task_phase"));
        assertThat(ProcessHandle.of(agent)).isPresent();

        first.close();

        assertThat(ProcessHandle.of(agent)).isEmpty();
        assertThat(stream.closed().orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(1012);
        assertThat(stream.names()).doesNotContain("batch_complete");
        long seen = stream.frames().getLast().path("seq").asLong();
        assertThat(temporary.resolve("work/batches")).doesNotExist();
        assertThat(temporary.resolve("work/uploads")).doesNotExist();

        Files.createFile(temporary.resolve("go"));
        try (var service = start(Map.of())) {
            var rest = service.client().events("?batch_id=" + running + "&from=" + (seen + 1));
            rest.closed().orTimeout(60, TimeUnit.SECONDS).join();
            var batch = service.client().get("/batch/" + running).json();

            assertThat(seqs(rest))
                    .isEqualTo(
                            LongStream.rangeClosed(seen, seen + rest.frames().size() - 1)
                                    .boxed()
                                    .toList());
            assertThat(rest.names()).endsWith("task_complete", "batch_complete", "stream_closed");
            assertThat(batch.path("status").asString()).isEqualTo("completed");
            assertThat(batch.path("passed_tasks").asInt()).isEqualTo(1);
            var attempts = batch.at("/tasks/0/attempts");
            assertThat(attempts.size()).isEqualTo(1);
            assertThat(attempts.at("/0/failure_class").asString()).isEqualTo("infra_error");
            assertThat(attempts.at("/0/error").asString()).startsWith("interrupted");
            service.client()
                    .events("?batch_id=" + waiting)
                    .closed()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            assertThat(service.client().get("/batch/" + waiting).text("status"))
                    .isEqualTo("completed");
        }
    }

    /** Of a stream asked for with {@code from}; its snapshot has the number before it. */
    private static List<Long> seqs(ServiceClient.EventStream stream) {
        return stream.frames().stream().map(frame -> frame.path("seq").asLong()).toList();
    }

    @Test
    void leftoversOfACrashAreRemovedAtTheStart() throws IOException {
        Files.createDirectories(temporary.resolve("work/batches/old/tasks/0/repo"));
        Files.createDirectories(temporary.resolve("work/uploads"));
        Files.writeString(temporary.resolve("work/uploads/half"), "half");
        try (var service = start(Map.of())) {
            assertThat(service.client().get("/health").status()).isEqualTo(200);
            assertThat(temporary.resolve("work/batches")).isEmptyDirectory();
            assertThat(temporary.resolve("work/uploads")).isEmptyDirectory();
        }
    }

    private RunningService start(Map<String, String> environment) {
        var complete = new HashMap<>(environment);
        // Agents wait for a file of this test, which stronger levels do not show them.
        complete.put("ISOLATION", "process");
        return RunningService.start(temporary.resolve("work"), complete);
    }

    /** Two votes; returns the batch's id. */
    private static String agree(RunningService service, TestArchive archive) {
        service.client().submit(TestKeys.ALICE, archive.zip());
        var answer = service.client().submit(TestKeys.BOB, archive.zip());
        assertThat(answer.status()).isEqualTo(202);
        return answer.text("batch_id");
    }

    /** An agent that waits until the test creates the file {@code go}. */
    private TestArchive blocked(String name) {
        var code =
                """
                # %s
                echo $$ > %2$s/pid.new; mv %2$s/pid.new %2$s/pid
                until [ -e %2$s/go ]; do sleep 0.05; done
                """
                        .formatted(name, temporary);
        return TestArchive.withAgent("agent.sh", code).task("t", repository, "true\n");
    }

    private TestArchive archive(String name) {
        return TestArchive.withAgent("agent.sh", "# " + name + "\n")
                .task("t", repository, "true\n");
    }
}
