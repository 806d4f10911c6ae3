package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.PostgresStatements;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

@EnabledIfPostgres
class StatementIntegrationTests {

    private static final int TASKS = 24;
    private static final int LANES = 12;

    /** An execution is added once; what follows the clock, as heartbeats, is not counted. */
    private static final String OF_ONE_EXECUTION =
            """
            (query like 'insert into scheduled_tasks%'
              or query like 'select * from scheduled_tasks where task_name = %')
            """;

    private @TempDir Path directory;

    @Test
    void queueIsNotAskedAboutTheTasksThatRunBesideOneThatEnds(@TempDir Path own)
            throws IOException {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var agent = "echo b >a.txt # " + UUID.randomUUID() + "\n";
        var archive = TestArchive.withAgent("agent.sh", agent);
        for (int i = 0; i < TASKS; i++) {
            archive.task("t" + i, repository, "true\n");
        }
        try (var server = PostgresServer.start(own)) {
            var statements = PostgresStatements.of(server);
            var environment =
                    Map.of(
                            "ISOLATION", "process",
                            "MAX_CONCURRENT_TASKS", Integer.toString(LANES),
                            "DATABASE_URL", server.url());
            try (var service = RunningService.start(directory.resolve("work"), environment)) {
                statements.reset();
                var batch = service.evaluate(archive);

                assertThat(batch.path("passed_tasks").asInt()).isEqualTo(TASKS);
                assertThat(statements.count(OF_ONE_EXECUTION)).isBetween((long) TASKS, 4L * TASKS);
            }
        }
    }
}
