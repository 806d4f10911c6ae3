package org.platformnetwork.termexecutor.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A doctor on the workspace of a service whose agent is at work. */
class DoctorBesideServiceIntegrationTests {

    @TempDir Path temporary;

    @Test
    void processesGoOn() throws IOException {
        agentGoesOn("process");
    }

    @Test
    @EnabledIfRoot
    void processesOfUsersGoOn() throws IOException {
        agentGoesOn("uid");
    }

    private void agentGoesOn(String isolation) throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        var open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var agent =
                """
                echo $$ >OPEN/began
                until [ -e OPEN/go ]; do sleep 0.1; done
                echo done >answer
                """
                        .replace("OPEN", open.toString());
        var archive =
                TestArchive.withAgent("agent.sh", agent)
                        .task("t", repository, "grep -q done answer\n");
        var base = temporary.resolve("work");
        try (var service = RunningService.start(base, Map.of("ISOLATION", isolation))) {
            var batch = CompletableFuture.supplyAsync(() -> service.evaluate(archive));
            await().until(() -> Files.exists(open.resolve("began")));
            var before = content(base);
            var doctor =
                    OwnProcess.run(
                            List.of(),
                            Map.of(
                                    "WORKSPACE_BASE",
                                    base.toString(),
                                    "DATA_DIR",
                                    base.resolve("data").toString()),
                            DoctorCommand.NAME);
            assertThat(content(base)).isEqualTo(before);
            assertThat(batch).isNotDone();
            Files.createFile(open.resolve("go"));
            var result = batch.join();

            assertThat(doctor.exitCode()).as(doctor.output()).isZero();
            assertThat(doctor.about("process").getFirst())
                    .endsWith(" works, system calls filtered");
            assertThat(result.at("/tasks/0/passed").asBoolean()).as(result.toString()).isTrue();
            assertThat(service.client().get("/status").json().path("isolation").asString())
                    .isEqualTo(isolation);
        }
    }

    /** Names and modes, and what stands in the service's own records. */
    private static Map<String, String> content(Path base) throws IOException {
        var content = new TreeMap<String, String>();
        try (var tree = Files.walk(base)) {
            for (var path : tree.toList()) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                var name = base.relativize(path).toString();
                boolean own = name.equals(".marks") || name.equals(".users");
                content.put(name, own ? mode + Files.readString(path) : mode);
            }
        }
        return content;
    }
}
