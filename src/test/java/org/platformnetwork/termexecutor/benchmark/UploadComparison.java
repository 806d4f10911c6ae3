package org.platformnetwork.termexecutor.benchmark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.platformnetwork.termexecutor.benchmark.Row.Sample;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.ServiceClient;

/**
 * A large archive: received, hashed, kept and checked, against a copy that is hashed on its way.
 */
final class UploadComparison {

    private static final String BY_HAND = "tee <$1 $1.copy | sha256sum >/dev/null";

    private final KeyPair validator;
    private final Path directory;

    UploadComparison(KeyPair validator, Path directory) {
        this.validator = validator;
        this.directory = directory;
    }

    Row row(MeasuredService service, int megabytes, int rounds)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var archive = directory.resolve("archive.zip");
        return Row.inTurn(
                rounds,
                false,
                "an upload of %d MB".formatted(megabytes),
                () -> service.during(() -> timed(service, archive)),
                "tee into a file and sha256sum",
                () -> {
                    // One that no one has seen.
                    write(archive, megabytes << 20, System.nanoTime());
                    return MeasuredService.byHand(
                            List.of("bash", "-c", BY_HAND, "by-hand", archive.toString()));
                });
    }

    private Sample timed(MeasuredService service, Path archive) {
        long began = System.nanoTime();
        int status = upload(service.client(), validator, archive);
        if (status != 202) {
            throw new IllegalStateException("Answered with status " + status);
        }
        return new Sample((System.nanoTime() - began) / 1e9, Double.NaN);
    }

    static int upload(ServiceClient client, KeyPair key, Path archive) {
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
