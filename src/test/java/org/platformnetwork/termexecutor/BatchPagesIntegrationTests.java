package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

class BatchPagesIntegrationTests {

    @TempDir static Path temporary;

    private static RunningService service;
    private static ServiceClient client;
    private static TestRepository repository;
    private static String ended;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service = RunningService.start(temporary.resolve("work"), Map.of("ISOLATION", "process"));
        client = service.client();
        ended =
                service.evaluate(
                                TestArchive.withAgent("agent.sh", "true\n")
                                        .task("t", repository, "true\n"))
                        .path("batch_id")
                        .asString();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void batchesAreReadByPageAndState() {
        var archive = TestArchive.withAgent("agent.sh", "true\n");
        var first =
                client.submit(TestKeys.ALICE, archive.task("p1", repository, "true\n").zip())
                        .text("batch_id");
        var second =
                client.submit(TestKeys.ALICE, archive.task("p2", repository, "true\n").zip())
                        .text("batch_id");

        assertThat(ids("")).startsWith(second, first).contains(ended);
        assertThat(ids("?limit=1")).containsExactly(second);
        assertThat(ids("?limit=1&before=" + second)).containsExactly(first);
        assertThat(ids("?before=" + first)).contains(ended).doesNotContain(first, second);
        assertThat(ids("?status=completed")).contains(ended).doesNotContain(first, second);
        assertThat(ids("?status=pending&limit=9")).containsExactly(second, first);
        for (var wrong : List.of("limit=0", "limit=x", "limit=", "status=odd", "status=PENDING")) {
            var refused = client.get("/batches?" + wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.text("error")).isEqualTo("invalid_parameter");
        }
        assertThat(client.get("/batches?before=00000000-0000-4000-8000-000000000000").status())
                .isEqualTo(404);
    }

    private static List<String> ids(String query) {
        return client.get("/batches" + query)
                .json()
                .valueStream()
                .map(line -> line.path("batch_id").asString())
                .toList();
    }
}
