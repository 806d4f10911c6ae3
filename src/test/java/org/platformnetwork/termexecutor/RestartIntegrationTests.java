package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.Simultaneously;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** What a service that starts again still knows. */
class RestartIntegrationTests {

    private static final int CLIENTS = 64;

    private @TempDir Path directory;

    @Test
    void nonceIsGoodOnceAcrossRestarts() {
        assertNonceIsGoodOnce(Map.of("ISOLATION", "process"));
    }

    @Test
    @EnabledIfPostgres
    void nonceIsGoodOnceAcrossRestartsWithPostgres() {
        assertNonceIsGoodOnce(
                Map.of("ISOLATION", "process", "DATABASE_URL", PostgresServer.database()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    @EnabledIfRoot
    @EnabledIfCommand({"bwrap", "setpriv"})
    void preparedTaskIsNotPreparedAgain(String isolation) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a", "a");
        var outputs = new HashSet<String>();
        for (int start = 0; start < 2; start++) {
            try (var service =
                    RunningService.start(
                            directory.resolve("work"), Map.of("ISOLATION", isolation))) {
                var archive =
                        TestArchive.withAgent("agent.sh", "echo %d >>a\n".formatted(start))
                                .task("t", repository, "cat made && test -s a && ! test -e n\n")
                                .file(
                                        "tasks/t/workspace.yaml",
                                        """
                                        repo: %s
                                        base_commit: %s
                                        install: ['cat /proc/sys/kernel/random/uuid >made']
                                        """
                                                .formatted(repository.url(), repository.head()));
                var task = service.evaluate(archive).path("tasks").path(0);
                var phases = task.path("phases").valueStream().map(phase -> phase.path("name"));

                assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
                assertThat(phases.anyMatch(name -> name.asString().equals("install_1")))
                        .isEqualTo(start == 0);
                outputs.add(task.path("test_output").asString());
            }
        }

        assertThat(outputs).hasSize(1);
    }

    private void assertNonceIsGoodOnce(Map<String, String> environment) {
        for (int start = 0; start < 2; start++) {
            try (var service = RunningService.start(directory.resolve("work"), environment)) {
                var answers =
                        Simultaneously.call(
                                CLIENTS,
                                number ->
                                        service.client()
                                                .submit(TestKeys.ALICE, "once", new byte[0], "")
                                                .text("error"));

                int accepted = start == 0 ? 1 : 0;
                assertThat(answers).filteredOn("missing_archive"::equals).hasSize(accepted);
                assertThat(answers).filteredOn("nonce_reused"::equals).hasSize(CLIENTS - accepted);
            }
        }
    }
}
