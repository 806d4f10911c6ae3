package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * One validator sends 64 archives of 200 MB at once: how they are answered, what the heap and the
 * disk hold at their peak, and how long another validator's votes take meanwhile. To be run with
 * {@code -Xmx256m}, which the senders share.
 */
public final class ManyUploadsBenchmark {

    private static final int UPLOADS = 64;
    private static final int PAYLOAD = 200 << 20;
    private static final long PAUSE_NANOS = 100_000_000;

    private ManyUploadsBenchmark() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("uploads-benchmark");
        try (var service =
                RunningService.start(
                        directory.resolve("work"), Map.of("logging.level.root", "warn"))) {
            run(service, directory);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static void run(RunningService service, Path directory) throws IOException {
        var archive = directory.resolve("archive.zip");
        UploadComparison.write(archive, PAYLOAD, 1);
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var statuses = new ConcurrentSkipListMap<Integer, AtomicLong>();
        var votes = new ArrayList<Long>();
        var disk = new AtomicLong();
        var over = new AtomicBoolean();
        ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
        long start = System.nanoTime();
        try (var watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = watchers.submit(() -> vote(service, repository, over, votes));
            var _ = watchers.submit(() -> watch(directory.resolve("work"), over, disk));
            try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < UPLOADS; i++) {
                    var _ = senders.submit(() -> send(service, archive, statuses));
                }
            }
            over.set(true);
        }
        var sorted = votes.stream().sorted().toList();
        System.out.printf(
                "%d uploads in %.1f s: %s; heap peak %d MB; disk peak %d MB; %d votes of another,"
                        + " median %d ms, slowest %d ms%n",
                UPLOADS,
                (System.nanoTime() - start) / 1e9,
                new TreeMap<>(statuses),
                heapPeak() >> 20,
                disk.get() >> 20,
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1_000_000,
                sorted.getLast() / 1_000_000);
    }

    /** Status 0 stands for a connection that ended without an answer. */
    private static void send(
            RunningService service, Path archive, Map<Integer, AtomicLong> statuses) {
        int status;
        try {
            status = UploadComparison.upload(service.client(), TestKeys.ALICE, archive);
        } catch (UncheckedIOException _) {
            status = 0;
        }
        statuses.computeIfAbsent(status, key -> new AtomicLong()).incrementAndGet();
    }

    private static void vote(
            RunningService service,
            TestRepository repository,
            AtomicBoolean over,
            List<Long> votes) {
        for (int i = 0; !over.get(); i++) {
            var zip =
                    TestArchive.withAgent("agent.sh", "true # %d\n".formatted(i % 4))
                            .task("t", repository, "true\n")
                            .zip();
            long start = System.nanoTime();
            int status = service.client().submit(TestKeys.BOB, zip).status();
            votes.add(System.nanoTime() - start);
            if (status != 202) {
                throw new IllegalStateException("status " + status);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void watch(Path directory, AtomicBoolean over, AtomicLong peak) {
        while (!over.get()) {
            peak.accumulateAndGet(bytes(directory), Math::max);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long bytes(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException _) {
            // Something was removed meanwhile.
            return 0;
        }
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
