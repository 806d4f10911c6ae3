package org.platformnetwork.termexecutor.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A service whose data directory is a small file system of its own, which fills up. */
@EnabledIfRoot
@EnabledIfCommand("unshare")
class FullDiskIntegrationTests {

    private static final List<String> ON_A_SMALL_DISK =
            List.of(
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    "mount -t tmpfs -o size=12m,mode=700 none \"$DATA_DIR\" && exec \"$@\"",
                    "sh");

    private @TempDir Path directory;
    private TestRepository repository;
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var data = Files.createDirectory(directory.resolve("data"));
        service =
                ServiceProcess.start(
                        1,
                        directory.resolve("log"),
                        Map.of(
                                "BITTENSOR_RPC", "off",
                                "TRUSTED_VALIDATORS", TestKeys.trustedValidators(),
                                "ALLOWED_GIT_PROTOCOLS", "file",
                                "ISOLATION", "process",
                                "TASK_VALIDATION", "off",
                                "CONSENSUS_TTL_SECS", "3600",
                                "WORKSPACE_BASE", directory.resolve("work").toString(),
                                "DATA_DIR", data.toString()),
                        ON_A_SMALL_DISK);
        service.awaitReady();
    }

    @AfterEach
    void stop() throws InterruptedException {
        service.stop();
    }

    @Test
    void fullDiskPromisesNothingAndIsForgivenWithoutARestart() throws IOException {
        var client = service.client();
        var promised = new ArrayList<String>();
        promised.add(client.submit(TestKeys.ALICE, archive(0)).text("batch_id"));
        var filling = fill();

        // What space there is inside the database's files may still keep a few.
        for (int i = 1; i < 100; i++) {
            var answer = client.submit(TestKeys.ALICE, archive(i));
            if (answer.status() != 202) {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text("error")).isEqualTo("store_unavailable");
                break;
            }
            promised.add(answer.text("batch_id"));
        }
        assertThat(promised).hasSizeLessThan(100);
        assertThat(client.get("/health").status()).isEqualTo(503);
        assertThat(client.get("/health").text("message")).contains("full");
        assertThat(client.get("/status").text("store")).isEqualTo("full");

        Files.delete(filling);
        await().until(() -> client.get("/health").status() == 200);

        for (var batch : promised) {
            assertThat(client.get("/batch/" + batch).text("status")).isEqualTo("pending");
        }
        var reached = client.submit(TestKeys.BOB, archive(0));
        assertThat(reached.text("batch_id")).isEqualTo(promised.getFirst());
        var end = client.events("?batch_id=" + promised.getFirst());
        end.closed().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(client.get("/batch/" + promised.getFirst()).json().path("passed_tasks").asInt())
                .isEqualTo(1);
        assertThat(service.errors()).isEmpty();
    }

    /** Takes all that is left, seen through the service's own mounts. */
    private Path fill() throws IOException {
        var file =
                Path.of("/proc/%d/root".formatted(service.pid()))
                        .resolve(Path.of("/").relativize(directory.resolve("data/filling")));
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            return file;
        }
    }

    private byte[] archive(int number) {
        return TestArchive.withAgent("agent.sh", "# %d\n".formatted(number))
                .task("t", repository, "true\n")
                .zip();
    }
}
