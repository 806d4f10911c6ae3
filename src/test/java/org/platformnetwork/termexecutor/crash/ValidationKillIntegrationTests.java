package org.platformnetwork.termexecutor.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A service that is killed while it validates a task. */
@Timeout(300)
class ValidationKillIntegrationTests {

    private @TempDir Path directory;

    private ServiceProcess start(int life) throws IOException {
        var service =
                ServiceProcess.start(
                        life,
                        directory.resolve("log-" + life),
                        Map.of(
                                "TRUSTED_VALIDATORS",
                                TestKeys.trustedValidators(),
                                "BITTENSOR_RPC",
                                "off",
                                "ISOLATION",
                                "process",
                                "ALLOWED_GIT_PROTOCOLS",
                                "file",
                                "WORKSPACE_BASE",
                                directory.resolve("work").toString(),
                                "DATA_DIR",
                                directory.resolve("data").toString()));
        service.awaitReady();
        return service;
    }

    /** The scripts run on the base until {@code go} is there. */
    private byte[] archive() {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "41\n");
        var script =
                """
                if grep -q 41 a.txt; then
                  touch %1$s/on-the-base
                  until test -e %1$s/go; do sleep 0.1; done
                fi
                grep -q 42 a.txt
                """
                        .formatted(directory);
        return TestArchive.withAgent("agent.sh", "echo 42 > a.txt\n")
                .task("t", repository, script)
                .zip();
    }

    private long kept() {
        try (var store = TestStore.open(directory.resolve("data"), "")) {
            return store.store()
                    .read(db ->
                            db.sql("select count(*) from validations").query(Long.class).single());
        }
    }

    @Test
    void keepsNoHalfResultAndTheNextLifeValidatesAnew() throws Exception {
        var first = start(1);
        var zip = archive();
        var batch = first.client().submit(TestKeys.ALICE, zip).text("batch_id");
        first.client().submit(TestKeys.BOB, zip);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> Files.exists(directory.resolve("on-the-base")));
        assertThat(first.kill()).isTrue();
        assertThat(kept()).isZero();

        Files.createFile(directory.resolve("go"));
        var second = start(2);
        try {
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> second.get("/batch/" + batch).text("status"), "completed"::equals);
            assertThat(second.get("/batch/" + batch).json().path("passed_tasks").asInt())
                    .isEqualTo(1);
        } finally {
            second.kill();
        }
        assertThat(kept()).isEqualTo(1);
    }
}
