package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A database that goes away while a batch runs, and comes back. */
class OutageIntegrationTests {

    @TempDir Path temporary;

    @Test
    void batchOutlivesALockedDatabase() throws Exception {
        var url = "jdbc:sqlite:" + temporary.resolve("work/data/term-executor.db");
        try (var service = start("")) {
            var batch = agree(service);
            try (var other = DriverManager.getConnection(url);
                    var lock = other.createStatement()) {
                lock.execute("begin immediate");
                assertNothingIsPromised(service, batch, "locked");
            }
            assertGoesOn(service, batch);
        }
    }

    @Test
    @EnabledIfPostgres
    void batchOutlivesADatabaseThatIsAway(@TempDir Path own) throws IOException {
        try (var server = PostgresServer.start(own);
                var service = start(server.url())) {
            var batch = agree(service);
            server.stop();
            assertNothingIsPromised(service, batch, "unreachable");
            server.startAgain();
            assertGoesOn(service, batch);
        }
    }

    @Test
    void serviceThatStartsWithoutItsDatabaseGoesOnLater() throws SQLException, IOException {
        String batch;
        try (var service = start("")) {
            batch = agree(service);
        }
        Files.createFile(temporary.resolve("go"));
        var url = "jdbc:sqlite:" + temporary.resolve("work/data/term-executor.db");
        try (var other = DriverManager.getConnection(url);
                var lock = other.createStatement()) {
            lock.execute("begin immediate");
            try (var service = start("")) {
                assertThat(service.client().get("/health").status()).isEqualTo(503);
                lock.execute("rollback");
                assertEnds(service, batch);
            }
        }
    }

    private RunningService start(String databaseUrl) {
        return RunningService.start(
                temporary.resolve("work"),
                // The agent waits for a file of this test, which stronger levels do not show it.
                Map.of("ISOLATION", "process", "DATABASE_URL", databaseUrl));
    }

    /** The id of a batch whose agent runs, and waits for a file. */
    private String agree(RunningService service) throws IOException {
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var code =
                "touch %1$s/begun; until [ -e %1$s/go ]; do sleep 0.05; done\n"
                        .formatted(temporary);
        var zip = TestArchive.withAgent("agent.sh", code).task("t", repository, "true\n").zip();
        service.client().submit(TestKeys.ALICE, zip);
        var batch = service.client().submit(TestKeys.BOB, zip).text("batch_id");
        await().until(() -> Files.exists(temporary.resolve("begun")));
        return batch;
    }

    private void assertNothingIsPromised(RunningService service, String batch, String state)
            throws IOException {
        var refused = service.client().submit(TestKeys.ALICE, other());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("error")).isEqualTo("store_unavailable");
        assertThat(service.client().get("/health").status()).isEqualTo(503);
        assertThat(service.client().get("/status").text("store")).isEqualTo(state);
        assertThat(service.client().get("/metrics").response().body())
                .contains("term_executor_store_well 0.0");
        // The agent's end, which cannot be stored now.
        Files.createFile(temporary.resolve("go"));
        await().until(() -> !isAgentAlive());
        var known = service.client().get("/batch/" + batch);
        assertThat(known.status()).isEqualTo(200);
        assertThat(known.json().at("/tasks/0/status").asString()).isEqualTo("running_agent");
        assertThat(service.client().delete(TestKeys.BOB, "/batch/" + batch).status())
                .isEqualTo(503);
    }

    private boolean isAgentAlive() {
        return ProcessHandle.allProcesses()
                .anyMatch(process ->
                        process.info()
                                .commandLine()
                                .orElse("")
                                .contains(temporary + "/work/batches"));
    }

    private void assertGoesOn(RunningService service, String batch) {
        assertEnds(service, batch);
        var again = service.client().submit(TestKeys.ALICE, other());
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("votes").asInt()).isEqualTo(1);
        assertThat(again.text("note")).as("the refused vote was not counted").isEmpty();
    }

    private void assertEnds(RunningService service, String batch) {
        await().until(() -> service.client().get("/health").status() == 200);
        ServiceClient.EventStream all = service.client().events("?from=1&batch_id=" + batch);
        all.closed().orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(all.names()).containsOnlyOnce("task_complete", "batch_complete");
        assertThat(all.frames().stream().map(frame -> frame.path("seq").asLong()))
                .isEqualTo(LongStream.range(0, all.frames().size()).boxed().toList());
        assertThat(service.client().get("/batch/" + batch).json().path("passed_tasks").asInt())
                .isEqualTo(1);
    }

    private byte[] other() {
        var repository = TestRepository.open(temporary.resolve("origin"));
        return TestArchive.withAgent("agent.sh", "# other\n").task("t", repository, "true\n").zip();
    }
}
