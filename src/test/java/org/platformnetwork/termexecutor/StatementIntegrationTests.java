package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

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

    private @TempDir Path directory;

    /** Whatever names one execution: added, begun and ended once, and never asked about between. */
    @Test
    void queueIsAskedAboutATaskAsOftenAtAnyNumberOfLanes(@TempDir Path own) throws IOException {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        try (var server = PostgresServer.start(own)) {
            var statements = PostgresStatements.of(server);
            var environment =
                    Map.of(
                            "ISOLATION", "process",
                            "MAX_CONCURRENT_TASKS", "12",
                            "DATABASE_URL", server.url());
            try (var service = RunningService.start(directory.resolve("work"), environment)) {
                long few = ofTheQueue(service, repository, statements, 1);
                long many = ofTheQueue(service, repository, statements, 12);

                assertThat(many).as("few: " + few).isCloseTo(few, withinPercentage(15));
            }
        }
    }

    private static long ofTheQueue(
            RunningService service,
            TestRepository repository,
            PostgresStatements statements,
            int lanes) {
        var archive =
                TestArchive.withAgent("agent.sh", "echo b >a.txt # " + UUID.randomUUID() + "\n");
        for (int i = 0; i < TASKS; i++) {
            archive.task("t" + i, repository, "true\n");
        }
        statements.reset();
        var batch = service.evaluate(archive, "?concurrent_tasks=" + lanes);
        assertThat(batch.path("passed_tasks").asInt()).isEqualTo(TASKS);
        return statements.count(
                "query like '%scheduled_tasks%' and query like '%task_instance = $%'");
    }
}
