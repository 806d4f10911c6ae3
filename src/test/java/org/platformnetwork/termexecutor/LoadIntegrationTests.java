package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.sandbox.BoundResource;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A verdict beside other work that wants every processor. */
@EnabledIfControlGroups(BoundResource.CPU)
class LoadIntegrationTests {

    private static final String SIX_SECONDS_OF_WORK =
            "timeout 6 bash -c 'while :; do :; done'; test $? = 124\n";

    @TempDir Path directory;

    @Test
    void rightFixPassesThoughOthersHaveTheProcessors() {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("answer.txt", "41\n");
        var archive =
                TestArchive.withAgent("agent.sh", "true\n")
                        .task("t", repository, SIX_SECONDS_OF_WORK);
        var stop = new AtomicBoolean();
        try (var service =
                RunningService.start(directory.resolve("work"), Map.of("TEST_TIMEOUT_SECS", "4"))) {
            for (int i = Runtime.getRuntime().availableProcessors() + 2; i > 0; i--) {
                Thread.ofPlatform().daemon().start(() -> spin(stop));
            }
            var task = service.evaluate(archive).path("tasks").path(0);

            assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
            assertThat(task.path("attempts")).hasSize(1);
            var extension = task.path("attempts").path(0);
            assertThat(extension.path("attempt").asInt()).isEqualTo(1);
            assertThat(extension.path("failure_class").asString()).isEqualTo("timeout");
            assertThat(extension.path("error").asString())
                    .startsWith("test_1.sh reached its limit of 4 s while other work");
        } finally {
            stop.set(true);
        }
    }

    private static void spin(AtomicBoolean stop) {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }
}
