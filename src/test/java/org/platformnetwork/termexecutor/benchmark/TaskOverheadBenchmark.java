package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * What the service adds to a task's own commands: a tiny local repository, no install, a trivial
 * agent and test, one after the other; beside it the same commands by hand, in the same run.
 */
public final class TaskOverheadBenchmark {

    private static final int TASKS = 20;
    private static final int ROUNDS = 5;

    private TaskOverheadBenchmark() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("overhead-benchmark");
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        try (var service =
                RunningService.start(
                        directory.resolve("work"), Map.of("logging.level.root", "warn"))) {
            for (int round = 1; round <= ROUNDS; round++) {
                long[] byHand = new long[TASKS];
                for (int i = 0; i < TASKS; i++) {
                    byHand[i] = byHand(repository, directory.resolve("hand-" + round + "-" + i));
                }
                long serviceMedian = median(throughService(service, repository));
                long handMedian = median(byHand);
                System.out.printf(
                        "round %d: by hand %d ms, through the service %d ms, added %d ms (medians"
                                + " of %d)%n",
                        round, handMedian, serviceMedian, serviceMedian - handMedian, TASKS);
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static long byHand(TestRepository repository, Path target)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        run("git", "clone", "--quiet", "--depth=1", repository.url(), target.toString());
        run("bash", "-c", "true");
        run("bash", "-c", "true");
        run("rm", "-rf", target.toString());
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command[0] + " failed");
        }
    }

    private static long[] throughService(RunningService service, TestRepository repository) {
        var archive = TestArchive.withAgent("agent.sh", "true # " + UUID.randomUUID() + "\n");
        for (int i = 0; i < TASKS; i++) {
            archive.task("t" + i, repository, "true\n");
        }
        var zip = archive.zip();
        var client = service.client();
        var nonce = UUID.randomUUID().toString();
        var id = client.submit(TestKeys.ALICE, nonce, zip, "?concurrent_tasks=1").text("batch_id");
        var events = client.events("?batch_id=" + id);
        client.submit(TestKeys.BOB, zip);
        events.closed().join();
        var tasks = client.get("/batch/" + id).json().path("tasks");
        return StreamSupport.stream(tasks.spliterator(), false)
                .mapToLong(task -> task.path("duration_ms").asLong())
                .toArray();
    }

    private static long median(long[] values) {
        var sorted = LongStream.of(values).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
