package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A verdict beside other work that wants every processor. */
@EnabledIfControlGroups(LimitedResource.CPU)
class LoadIntegrationTests {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** At work when the limit is reached, and long enough afterwards for that to be seen. */
    private static final String WORK =
            """
            work() { timeout 3 bash -c 'while :; do :; done'; }
            work
            %s &
            work
            test $? = 124
            """
                    .formatted(RunningService.HANG);

    @TempDir Path directory;

    @Test
    void rightFixPassesThoughOthersHaveTheProcessors() throws IOException {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("answer.txt", "41\n");
        var archive = TestArchive.withAgent("agent.sh", "true\n").task("t", repository, WORK);
        var stop = new AtomicBoolean();
        try (var service =
                RunningService.start(directory.resolve("work"), Map.of("TEST_TIMEOUT_SECS", "2"))) {
            for (long i = processors() + 2; i > 0; i--) {
                Thread.ofPlatform().daemon().start(() -> spin(stop));
            }
            var task = service.evaluateHanging(archive, LIMIT).path("tasks").path(0);

            assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
            assertThat(task.path("attempts")).hasSize(1);
            var extension = task.path("attempts").path(0);
            assertThat(extension.path("attempt").asInt()).isEqualTo(1);
            assertThat(extension.path("failure_class").asString()).isEqualTo("timeout");
            assertThat(extension.path("error").asString())
                    .startsWith("test_1.sh reached its limit of 2 s while other work");
        } finally {
            stop.set(true);
        }
    }

    /** The machine's, whatever the JVM of the tests is told. */
    private static long processors() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.filter(line -> line.matches("cpu\\d.*")).count();
        }
    }

    private static void spin(AtomicBoolean stop) {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }
}
