package org.platformnetwork.termexecutor.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A service that takes the place of another one on its PostgreSQL. */
@EnabledIfPostgres
@Timeout(300)
class TakeOverIntegrationTests {

    private static PostgresServer server;

    private @TempDir Path directory;
    private final List<ServiceProcess> started = new ArrayList<>();

    @BeforeAll
    static void startServer(@TempDir Path own) throws IOException {
        server = PostgresServer.start(own);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private ServiceProcess start(int number) throws IOException {
        var own = directory.resolve("service-" + number);
        var service =
                ServiceProcess.start(number, directory.resolve("log-" + number), environment(own));
        started.add(service);
        return service;
    }

    private static Map<String, String> environment(Path own) {
        return Map.of(
                "TRUSTED_VALIDATORS", TestKeys.trustedValidators(),
                "BITTENSOR_RPC", "off",
                "ISOLATION", "process",
                "ALLOWED_GIT_PROTOCOLS", "file",
                "CONSENSUS_TTL_SECS", "3600",
                "DATABASE_URL", server.url(),
                "DATABASE_LOCK_WAIT_SECS", "240",
                "WORKSPACE_BASE", own.resolve("work").toString(),
                "DATA_DIR", own.resolve("data").toString());
    }

    @AfterEach
    void kill() throws InterruptedException {
        for (var service : started) {
            service.kill();
        }
    }

    @Test
    void rollingRestartHandsTheDatabaseOver() throws Exception {
        var first = start(1);
        first.awaitReady();
        var batch = vote(first);
        var second = start(2);
        assertThat(first.stop()).isTrue();

        second.awaitReady();
        assertThat(second.client().get("/batch/" + batch).text("status")).isEqualTo("pending");
        assertThat(second.errors()).isEmpty();
    }

    @Test
    void serviceThatWasReplacedEndsWithOneLine() throws Exception {
        var first = start(1);
        first.awaitReady();
        var second = start(2);
        second.awaitLine("waiting for its end");
        server.endLockSession();

        second.awaitReady();
        assertThat(first.awaitExit()).isEqualTo(1);
        assertThat(first.errors()).singleElement().asString().contains("has taken the database");
        assertThat(second.client().get("/health").status()).isEqualTo(200);
    }

    private String vote(ServiceProcess service) throws IOException {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var zip = TestArchive.withAgent("agent.sh", "true\n").task("t", repository, "true\n").zip();
        return service.client().submit(TestKeys.ALICE, zip).text("batch_id");
    }
}
