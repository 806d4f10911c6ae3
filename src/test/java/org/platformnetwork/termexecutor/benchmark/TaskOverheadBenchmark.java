package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient.EventStream;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * What the service adds to a task's own commands: a tiny local repository, no install, an agent
 * that changes one file, one trivial test script or several, one task after the other; beside it
 * the same commands by hand, in the same run.
 */
public final class TaskOverheadBenchmark {

    private static final int TASKS = 20;
    private static final int ROUNDS = 5;
    private static final List<Integer> SCRIPTS = List.of(1, 5);

    private TaskOverheadBenchmark() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("overhead-benchmark");
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        try (var service =
                RunningService.start(
                        directory.resolve("work"), Map.of("logging.level.root", "warn"))) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (int scripts : SCRIPTS) {
                    compare(round, scripts, directory, service, repository);
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static void compare(
            int round,
            int scripts,
            Path directory,
            RunningService service,
            TestRepository repository)
            throws IOException, InterruptedException {
        long[] byHand = new long[TASKS];
        for (int i = 0; i < TASKS; i++) {
            var target = directory.resolve("hand-%d-%d-%d".formatted(round, scripts, i));
            byHand[i] = byHand(scripts, repository, target);
        }
        long serviceMedian = median(throughService(scripts, service, repository));
        long handMedian = median(byHand);
        System.out.printf(
                "round %d, scripts %d: by hand %d ms, through the service %d ms, added %d ms"
                        + " (medians of %d)%n",
                round, scripts, handMedian, serviceMedian, serviceMedian - handMedian, TASKS);
    }

    private static long byHand(int scripts, TestRepository repository, Path target)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        run("git", "clone", "--quiet", "--depth=1", repository.url(), target.toString());
        run("bash", "-c", "echo b >" + target + "/a.txt");
        for (int i = 0; i < scripts; i++) {
            run("bash", "-c", "true");
        }
        run("rm", "-rf", target.toString());
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command[0] + " failed");
        }
    }

    private static long[] throughService(
            int scripts, RunningService service, TestRepository repository) {
        var agent = "echo b >a.txt # " + UUID.randomUUID() + "\n";
        var archive = TestArchive.withAgent("agent.sh", agent);
        for (int i = 0; i < TASKS; i++) {
            archive.task("t" + i, repository, "true\n");
            for (int script = 2; script <= scripts; script++) {
                archive.file("tasks/t%d/tests/test_%d.sh".formatted(i, script), "true\n");
            }
        }
        var zip = archive.zip();
        var client = service.client();
        var nonce = UUID.randomUUID().toString();
        var id = client.submit(TestKeys.ALICE, nonce, zip, "?concurrent_tasks=1").text("batch_id");
        var events = client.events("?batch_id=" + id);
        client.submit(TestKeys.BOB, zip);
        events.closed().join();
        var starts = times(events, "task_started");
        var ends = times(events, "task_complete");
        return IntStream.range(0, TASKS)
                .mapToLong(i -> Duration.between(starts.get(i), ends.get(i)).toMillis())
                .toArray();
    }

    /** The duration that a task reports has its wait for the others in it. */
    private static List<Instant> times(EventStream events, String name) {
        return events.frames().stream()
                .filter(frame -> frame.path("event").asString().equals(name))
                .map(frame -> Instant.parse(frame.path("time").asString()))
                .toList();
    }

    private static long median(long[] values) {
        var sorted = LongStream.of(values).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
