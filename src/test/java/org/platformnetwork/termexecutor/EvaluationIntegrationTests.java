package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

class EvaluationIntegrationTests {

    @TempDir Path temporary;

    @Test
    void evaluatesAnArchiveOnceTwoOfThreeValidatorsAgree() {
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("answer.txt", "41\n");
        var archive =
                TestArchive.withAgent("agent.sh", "echo 42 > answer.txt; echo mended\n")
                        .task("good", repository, "grep -q 42 answer.txt\n")
                        .task("owner/bad-7", repository, "echo no; exit 3\n")
                        .zip();
        try (var service = RunningService.start(temporary.resolve("work"), Map.of())) {
            var client = service.client();
            var first = client.submit(TestKeys.ALICE, archive);
            assertThat(first.status()).isEqualTo(202);
            assertThat(first.text("status")).isEqualTo("pending_consensus");
            assertThat(first.json().path("required").asInt()).isEqualTo(2);
            var second = client.submit(TestKeys.BOB, archive);
            assertThat(second.status()).isEqualTo(202);
            assertThat(second.json().path("consensus_reached").asBoolean()).isTrue();
            assertThat(second.text("batch_id")).isEqualTo(first.text("batch_id"));
            var path = "/batch/" + second.text("batch_id");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.get(path).text("status").equals("completed"));
            var batch = client.get(path).json();
            assertThat(batch.path("passed_tasks").asInt()).isEqualTo(1);
            assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(0.5);
            var bad = client.get(path + "/task/owner%2Fbad-7").json();
            assertThat(bad.path("failure_class").asString()).isEqualTo("tests_failed");
            assertThat(bad.path("test_results").path(0).path("exit_code").asInt()).isEqualTo(3);
        }
    }
}
