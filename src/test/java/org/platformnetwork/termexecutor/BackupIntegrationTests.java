package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.client.ToolRun;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A backup that is taken while batches run, on another machine's disk. */
class BackupIntegrationTests {

    private @TempDir Path directory;

    @Test
    void restoredServiceHasTheVerdictsAndGoesOnWithTheQueue() throws Exception {
        restoredServiceHasTheVerdictsAndGoesOnWithTheQueue(Map.of(), Map::of);
    }

    @Test
    @EnabledIfPostgres
    void restoredFromADumpToo() throws Exception {
        var database = PostgresServer.database();
        restoredServiceHasTheVerdictsAndGoesOnWithTheQueue(
                Map.of("DATABASE_URL", database),
                () -> Map.of("DATABASE_URL", PostgresServer.restoredDump(database)));
    }

    /**
     * @param store settings of the first service
     * @param dump takes a backup of the database, where DATA_DIR has none; settings of the second
     */
    private void restoredServiceHasTheVerdictsAndGoesOnWithTheQueue(
            Map<String, String> store, Supplier<Map<String, String>> dump) throws Exception {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var go = directory.resolve("go");
        var slow =
                TestArchive.withAgent(
                                "agent.sh", "until [ -e %s ]; do sleep 0.05; done\n".formatted(go))
                        .task("slow", repository, "true\n");
        var queued =
                TestArchive.withAgent("agent.sh", "true\n").task("queued", repository, "true\n");
        var voted = TestArchive.withAgent("agent.sh", "true\n").task("voted", repository, "true\n");
        var backup = directory.resolve("backup");

        String verdict;
        String key;
        String ended;
        String running;
        String waiting;
        Map<String, String> restored;
        try (var service = start("first", directory.resolve("first/data"), store)) {
            var client = service.client();
            ended =
                    service.evaluate(
                                    TestArchive.withAgent("agent.sh", "true\n")
                                            .task("done", repository, "true\n"))
                            .path("batch_id")
                            .asString();
            verdict = client.get("/verify/" + ended).response().body();
            key = client.get("/instance").text("public_key");
            client.submit(TestKeys.ALICE, slow.zip());
            running = client.submit(TestKeys.BOB, slow.zip()).text("batch_id");
            await().until(() -> status(service, running).equals("running"));
            client.submit(TestKeys.ALICE, queued.zip());
            waiting = client.submit(TestKeys.BOB, queued.zip()).text("batch_id");
            client.submit(TestKeys.ALICE, voted.zip());

            restored = dump.get();
            var copied =
                    ToolRun.of(
                            Map.of(),
                            "backup",
                            backup.toString(),
                            "--data-dir",
                            directory.resolve("first/data").toString());

            assertThat(copied.exitCode()).as(copied.toString()).isZero();
            Files.createFile(go);
        }

        assertThat(directory.resolve("first/data/tomcat/work")).isDirectory();
        assertThat(backup.resolve("tomcat")).doesNotExist();
        assertThat(Files.getPosixFilePermissions(backup.resolve("instance.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var service = start("second", backup, restored)) {
            var client = service.client();
            assertThat(signed(client.get("/verify/" + ended).response().body()))
                    .isEqualTo(signed(verdict));
            assertThat(client.get("/instance").text("public_key")).isEqualTo(key);
            var file = Files.writeString(directory.resolve("verdict.json"), verdict);
            assertThat(VerifyCommand.run(List.of(file.toString(), "--key", key))).isZero();
            await().until(() -> status(service, running).equals("completed"));
            await().until(() -> status(service, waiting).equals("completed"));
            var second = client.submit(TestKeys.BOB, voted.zip());
            assertThat(second.json().path("consensus_reached").asBoolean())
                    .as(second.response().body())
                    .isTrue();
            var last = second.text("batch_id");
            await().until(() -> status(service, last).equals("completed"));
        }
    }

    @Test
    void nothingIsWrittenOver() throws Exception {
        var data = Files.createDirectory(directory.resolve("data"));
        var target = Files.createDirectory(directory.resolve("target"));

        var existing =
                ToolRun.of(Map.of(), "backup", target.toString(), "--data-dir", data.toString());
        var missing = ToolRun.of(Map.of(), "backup", "x", "--data-dir", directory + "/none");

        var inside = ToolRun.of(Map.of(), "backup", data + "/copy", "--data-dir", data.toString());

        assertThat(inside.exitCode()).isEqualTo(2);
        assertThat(inside.err()).contains("must not be in DATA_DIR");
        assertThat(data).isEmptyDirectory();
        assertThat(existing.exitCode()).isEqualTo(2);
        assertThat(existing.err()).contains("it exists already");
        assertThat(missing.exitCode()).isEqualTo(2);
    }

    @Test
    void failedBackupLeavesNothing() throws Exception {
        var data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("term-executor.db"), "no database".repeat(100));
        var target = directory.resolve("target");

        var failed =
                ToolRun.of(Map.of(), "backup", target.toString(), "--data-dir", data.toString());

        assertThat(failed.exitCode()).isEqualTo(2);
        assertThat(failed.err()).contains("The database cannot be copied");
        assertThat(target).doesNotExist();
    }

    private RunningService start(String name, Path data, Map<String, String> store) {
        var settings = new HashMap<>(store);
        settings.putAll(Map.of("ISOLATION", "process", "DATA_DIR", data.toString()));
        return RunningService.start(directory.resolve(name), settings);
    }

    /** Without what tells about the service that answers. */
    private static JsonNode signed(String answer) {
        var json = (ObjectNode) JsonMapper.shared().readTree(answer);
        json.remove("uptime_secs");
        return json;
    }

    private static String status(RunningService service, String batch) {
        return service.client().get("/batch/" + batch).text("status");
    }
}
