package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * How long after an agent printed its first line someone reads it, and how long after a
 * cancellation nothing of the task runs any more: a willing agent, and one that ignores SIGTERM and
 * starts children that do, too.
 */
public final class LogBenchmark {

    private static final int ROUNDS = 15;

    private LogBenchmark() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("log-benchmark");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        try {
            for (var level : List.of("process", "uid", "namespaces")) {
                var settings =
                        Map.of(
                                "ISOLATION",
                                level,
                                "PUBLIC_LOGS",
                                "live",
                                "logging.level.root",
                                "warn");
                try (var service = RunningService.start(directory.resolve(level), settings)) {
                    measure(level, service, repository);
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static void measure(String level, RunningService service, TestRepository repository)
            throws IOException, InterruptedException {
        var toReader = new ArrayList<Duration>();
        var willing = new ArrayList<Duration>();
        var stubborn = new ArrayList<Duration>();
        for (int round = 0; round < ROUNDS; round++) {
            for (boolean isStubborn : new boolean[] {false, true}) {
                var mark =
                        "8%04d%d".formatted(round, isStubborn ? 1 : 0)
                                + ProcessHandle.current().pid();
                var agent =
                        (isStubborn ? "trap '' TERM\n" : "")
                                + "date +%s%N\n"
                                + "setsid sleep %s &\nsleep %s &\nsleep %s\n"
                                        .formatted(mark, mark, mark);
                run(
                        service,
                        TestArchive.withAgent("agent.sh", agent)
                                .task("t", repository, "true\n")
                                .zip(),
                        mark,
                        toReader,
                        isStubborn ? stubborn : willing);
            }
        }
        System.out.printf(
                "%s: first line at the reader %s; cancelled until nothing runs: willing %s,"
                        + " stubborn %s%n",
                level, figures(toReader), figures(willing), figures(stubborn));
    }

    private static void run(
            RunningService service,
            byte[] archive,
            String mark,
            List<Duration> toReader,
            List<Duration> toEnd)
            throws IOException, InterruptedException {
        var client = service.client();
        var batch = client.submit(TestKeys.ALICE, archive).text("batch_id");
        BlockingQueue<Duration> first = new LinkedBlockingQueue<>();
        var events =
                client.events(
                        "?batch_id=" + batch + "&logs=true&from=1",
                        frame -> {
                            if (frame.at("/data/step").asString().equals("agent")
                                    && frame.at("/data/stream").asString().equals("stdout")) {
                                first.add(since(frame.at("/data/text").asString()));
                            }
                        });
        client.submit(TestKeys.BOB, archive);
        toReader.add(first.poll(30, TimeUnit.SECONDS));
        while (running(mark) < 3) {
            Thread.onSpinWait();
        }
        client.delete(TestKeys.ALICE, "/batch/" + batch);
        long start = System.nanoTime();
        client.delete(TestKeys.BOB, "/batch/" + batch);
        while (running(mark) > 0) {
            Thread.onSpinWait();
        }
        toEnd.add(Duration.ofNanos(System.nanoTime() - start));
        events.closed().join();
    }

    private static Duration since(String nanos) {
        long printed = Long.parseLong(nanos.strip());
        var then = Instant.ofEpochSecond(printed / 1_000_000_000, printed % 1_000_000_000);
        return Duration.between(then, Instant.now());
    }

    /** How many processes have the mark as their last argument. */
    private static int running(String mark) throws IOException {
        int found = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                found += isMarked(process, mark) ? 1 : 0;
            }
        }
        return found;
    }

    private static boolean isMarked(Path process, String mark) {
        try {
            var line = Files.readAllBytes(process.resolve("cmdline"));
            return Arrays.equals(line, ("sleep\0" + mark + "\0").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return false;
        }
    }

    private static String figures(List<Duration> all) {
        var sorted = all.stream().sorted().toList();
        return "%d ms (at most %d)"
                .formatted(sorted.get(sorted.size() / 2).toMillis(), sorted.getLast().toMillis());
    }
}
