package org.platformnetwork.termexecutor.benchmark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.springframework.util.FileSystemUtils;

/** How long an upload of nearly the largest size takes, and the heap at its peak. */
public final class UploadBenchmark {

    private static final int PAYLOAD = 499 << 20;
    private static final int ROUNDS = 3;

    private UploadBenchmark() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("upload-benchmark");
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                var archive = directory.resolve("archive.zip");
                write(archive, PAYLOAD, round);
                run(directory, archive, round);
                FileSystemUtils.deleteRecursively(directory.resolve("work"));
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static void run(Path directory, Path archive, int round) {
        try (var service =
                RunningService.start(
                        directory.resolve("work"), Map.of("logging.level.root", "warn"))) {
            ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
            long start = System.nanoTime();
            int status = upload(service.client(), archive);
            var took = Duration.ofNanos(System.nanoTime() - start);
            long peak =
                    ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pool -> pool.getType() == MemoryType.HEAP)
                            .mapToLong(pool -> pool.getPeakUsage().getUsed())
                            .sum();
            System.out.printf(
                    "round %d: HTTP %d, %d MB in %.1f s (received, hashed, checked), heap peak %d"
                            + " of %d MB%n",
                    round,
                    status,
                    Files.size(archive) >> 20,
                    took.toMillis() / 1000.0,
                    peak >> 20,
                    Runtime.getRuntime().maxMemory() >> 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int upload(ServiceClient client, Path archive) {
        var key = TestKeys.ALICE;
        var nonce = UUID.randomUUID().toString();
        var message = (key.hotkey().address() + nonce).getBytes(StandardCharsets.UTF_8);
        var frame =
                new String(
                                ServiceClient.multipart("archive", new byte[] {'|'}),
                                StandardCharsets.UTF_8)
                        .split("\\|", 2);
        return client.send(
                        client.request("/submit")
                                .header("X-Hotkey", key.hotkey().address())
                                .header("X-Nonce", nonce)
                                .header("X-Signature", key.sign(message).toHex())
                                .header("Content-Type", ServiceClient.multipartType())
                                .timeout(Duration.ofMinutes(5))
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> framed(frame[0], archive, frame[1])))
                                .build())
                .status();
    }

    private static SequenceInputStream framed(String head, Path archive, String tail) {
        try {
            return new SequenceInputStream(
                    Collections.enumeration(
                            List.of(
                                    new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)),
                                    Files.newInputStream(archive),
                                    new ByteArrayInputStream(
                                            tail.getBytes(StandardCharsets.UTF_8)))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an archive with so many bytes that cannot be compressed. */
    static void write(Path archive, int payload, long seed) throws IOException {
        var random = new Random(seed);
        var block = new byte[1 << 20];
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            put(zip, "tasks/t/workspace.yaml", "repo: https://example.invalid/x\n");
            put(zip, "tasks/t/prompt.md", "Do it.\n");
            put(zip, "tasks/t/checks.txt", "true\n");
            put(zip, "agent_code/agent.sh", "true\n");
            zip.putNextEntry(new ZipEntry("agent_code/model.bin"));
            for (int written = 0; written < payload; written += block.length) {
                random.nextBytes(block);
                zip.write(block);
            }
            zip.closeEntry();
        }
    }

    private static void put(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
