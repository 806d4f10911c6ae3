package org.platformnetwork.termexecutor.progress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.springframework.util.FileSystemUtils;

/**
 * A thousand readers of one batch, who check the sequence number of each of two thousand events;
 * they are another process, so that the heap is the service's alone.
 */
public final class StreamBenchmark {

    private static final int READERS = 1_000;
    private static final int EVENTS = 2_000;
    private static final int ROUNDS = 3;
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");

    private StreamBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            read(args[0], args[1]);
            return;
        }
        var directory = Files.createTempDirectory("stream-benchmark");
        var kinds = List.of("/ws?batch_id=%s", "/batch/%s/events?", "/ws?logs=true&batch_id=%s");
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                for (int kind = 0; kind < kinds.size(); kind++) {
                    serve(directory.resolve(round + "-" + kind), kinds.get(kind));
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static void serve(Path directory, String kind) throws Exception {
        var settings =
                Map.of(
                        "ISOLATION",
                        "process",
                        "PUBLIC_LOGS",
                        "live",
                        "CONSENSUS_TTL_SECS",
                        "3600",
                        "logging.level.root",
                        "warn");
        try (var service = RunningService.start(directory, settings)) {
            var batch = FollowedBatch.of(service, EVENTS / 5, "-owner/repository");
            var readers = readers(service.port(), kind.formatted(batch.id()));
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    readers.getInputStream(), StandardCharsets.UTF_8))) {
                lines.readLine();
                System.gc();
                long idle = heap();
                ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
                long start = System.nanoTime();
                boolean withLogs = kind.contains("logs");
                for (long done = 1; done < EVENTS - 2; ) {
                    done += step(batch, (int) (done % (EVENTS / 5)), withLogs);
                }
                batch.end();
                long published = System.nanoTime() - start;
                var result = lines.readLine();
                long took = System.nanoTime() - start;
                System.out.printf(
                        "%s: %d readers, %s; written in %.1f s, all had everything after %.1f s,"
                                + " heap peak %d MB (%d MB before)%n",
                        kind.formatted("ID"),
                        READERS,
                        result,
                        Duration.ofNanos(published).toMillis() / 1000.0,
                        Duration.ofNanos(took).toMillis() / 1000.0,
                        peak() >> 20,
                        idle >> 20);
            } finally {
                readers.waitFor();
            }
        }
    }

    private static long step(FollowedBatch batch, int task, boolean withLogs) {
        if (withLogs) {
            batch.print(
                    new LogEntry(
                            batch.task(task),
                            0,
                            Instant.now(),
                            1,
                            TaskStatus.RUNNING_AGENT,
                            "agent",
                            LogEntry.Stream.STDOUT,
                            "a line of output as agents print them, with a number " + task + "\n"));
            return 1;
        }
        long before = batch.events();
        batch.enter(task);
        if (batch.events() == before) {
            throw new IllegalStateException("the batch has ended");
        }
        return batch.events() - before;
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static Process readers(int port, String path) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamBenchmark.class.getName(),
                        Integer.toString(port),
                        path)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other process: says that all are there, and later how many saw everything. */
    private static void read(String port, String path) throws InterruptedException {
        var ready = new CountDownLatch(READERS);
        var done = new CountDownLatch(READERS);
        var right = new AtomicInteger();
        var events = new AtomicInteger();
        var resumed = new AtomicInteger();
        for (int i = 0; i < READERS; i++) {
            Thread.ofVirtual()
                    .start(() -> {
                        var check = new Check(ready);
                        int connections = 0;
                        while (check.isGoingOn() && connections < 100) {
                            connections++;
                            follow(Integer.parseInt(port), path + check.from(), check);
                        }
                        events.addAndGet(check.events);
                        right.addAndGet(check.isWhole() ? 1 : 0);
                        resumed.addAndGet(connections - 1);
                        done.countDown();
                    });
        }
        ready.await();
        System.out.println("ready");
        done.await();
        System.out.printf(
                "%d saw everything in order (%d events, %d times cut off and resumed)%n",
                right.get(), events.get(), resumed.get());
    }

    private static void follow(int port, String path, Check check) {
        try {
            if (path.startsWith("/ws")) {
                followSocket(port, path, check);
            } else {
                followServerSent(port, path, check);
            }
        } catch (IOException _) {
            // Cut off: it comes back.
        }
    }

    private static void followSocket(int port, String path, Check check) throws IOException {
        try (var reader = new SlowReader(port, path.substring(3), 1 << 16)) {
            for (var message = reader.next();
                    !message.startsWith("close");
                    message = reader.next()) {
                check.saw(message);
            }
        }
    }

    private static void followServerSent(int port, String path, Check check) throws IOException {
        var address = URI.create("http://127.0.0.1:" + port + path).toURL();
        var connection = (HttpURLConnection) address.openConnection();
        try (var in =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> line.startsWith("data: ")).forEach(check::saw);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            connection.disconnect();
        }
    }

    private static final class Check {

        private final CountDownLatch ready;
        private long last = -1;
        private int events;
        private boolean isInOrder = true;
        private boolean isFarewell;

        Check(CountDownLatch ready) {
            this.ready = ready;
        }

        void saw(String frame) {
            var seq = SEQ.matcher(frame);
            long number = seq.find() ? Long.parseLong(seq.group(1)) : -1;
            if (last < 0) {
                ready.countDown();
            } else if (frame.startsWith("{\"event\":\"snapshot\"")) {
                isInOrder &= number == last;
            } else {
                isInOrder &= number == last + 1 && !isFarewell;
                events++;
            }
            last = number;
            isFarewell = frame.contains("\"event\":\"stream_closed\"");
        }

        String from() {
            return last < 0 ? "" : "&from=" + (last + 1);
        }

        boolean isGoingOn() {
            return isInOrder && !isFarewell;
        }

        boolean isWhole() {
            return isInOrder && isFarewell;
        }
    }
}
