package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * How long a batch takes, and {@code GET /health}, while 64 connections send bad requests: of an
 * unknown hotkey, and of a known one with a bad signature; in turn with undisturbed batches. Those
 * who flood have the same processors.
 */
public final class FloodBenchmark {

    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 5;
    private static final int TASKS = 8;

    private FloodBenchmark() {}

    private enum Flood {
        NONE,
        UNKNOWN_HOTKEY,
        BAD_SIGNATURE
    }

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("flood-benchmark");
        try (var service =
                RunningService.start(
                        directory.resolve("work"), Map.of("logging.level.root", "warn"))) {
            var repository = TestRepository.create(directory.resolve("origin"));
            repository.commit("a.txt", "a\n");
            service.evaluate(archive(repository));
            for (int round = 1; round <= ROUNDS; round++) {
                for (var flood : Flood.values()) {
                    run(service, repository, flood, round);
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static void run(
            RunningService service, TestRepository repository, Flood flood, int round) {
        var over = new AtomicBoolean();
        var refused = new AtomicLong();
        var health = new ArrayList<Long>();
        long took;
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; flood != Flood.NONE && i < CONNECTIONS; i++) {
                var _ = clients.submit(() -> flood(service.port(), flood, over, refused));
            }
            var _ = clients.submit(() -> watch(service, over, health));
            long start = System.nanoTime();
            service.evaluate(archive(repository));
            took = System.nanoTime() - start;
            over.set(true);
        }
        System.out.printf(
                "round %d, %s: batch %.2f s, %.0f refused a second, /health p99 %d ms of %d%n",
                round,
                flood,
                took / 1e9,
                refused.get() / (took / 1e9),
                percentile(health) / 1_000_000,
                health.size());
    }

    private static Void flood(int port, Flood flood, AtomicBoolean over, AtomicLong refused)
            throws IOException, InterruptedException {
        var key = flood == Flood.UNKNOWN_HOTKEY ? TestKeys.STRANGER : TestKeys.ALICE;
        var signature = key.sign(new byte[1]).toHex();
        try (var client = HttpClient.newHttpClient()) {
            while (!over.get()) {
                int status =
                        client.send(bad(port, key, signature), BodyHandlers.ofString())
                                .statusCode();
                if (status != 401) {
                    throw new IllegalStateException("status " + status);
                }
                refused.incrementAndGet();
            }
        }
        return null;
    }

    private static HttpRequest bad(int port, KeyPair key, String signature) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/submit".formatted(port)))
                .header("X-Hotkey", key.hotkey().address())
                .header("X-Nonce", UUID.randomUUID().toString())
                // Of something else, and found once: the flood is to cost its sender little.
                .header("X-Signature", signature)
                .POST(BodyPublishers.noBody())
                .build();
    }

    private static void watch(RunningService service, AtomicBoolean over, List<Long> health) {
        while (!over.get()) {
            long start = System.nanoTime();
            service.client().get("/health");
            health.add(System.nanoTime() - start);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static long percentile(List<Long> times) {
        var sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
    }

    private static TestArchive archive(TestRepository repository) {
        var archive =
                TestArchive.withAgent("agent.sh", "sleep 1; echo b > a.txt # " + UUID.randomUUID());
        for (int i = 0; i < TASKS; i++) {
            archive.task("t" + i, repository, "sleep 0.5; grep -q b a.txt\n");
        }
        return archive;
    }
}
