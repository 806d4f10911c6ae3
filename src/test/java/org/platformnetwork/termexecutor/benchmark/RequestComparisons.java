package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.benchmark.Row.Sample;
import org.platformnetwork.termexecutor.benchmark.SignedVotes.Votes;

/** Requests over many connections, against a servlet that does nothing, and votes on the disk. */
final class RequestComparisons {

    private static final int CONNECTIONS = 64;
    private static final String SERVLET = "an empty servlet";

    private final MeasuredService service;
    private final MeasuredService bare;
    private final SignedVotes votes;
    private final int rounds;

    RequestComparisons(
            MeasuredService service, MeasuredService bare, SignedVotes votes, int rounds) {
        this.service = service;
        this.bare = bare;
        this.votes = votes;
        this.rounds = rounds;
    }

    Row reads(String what, String path, int requests) throws IOException, InterruptedException {
        return requests(what, Collections.nCopies(requests, HttpLoad.get(path)), 200);
    }

    Row withoutHeaders(int requests) throws IOException, InterruptedException {
        var request = HttpLoad.post("/submit", "", new byte[0]);
        return requests("refused: no headers", Collections.nCopies(requests, request), 401);
    }

    Row badSignatures(int requests) throws IOException, InterruptedException {
        var address = votes.key().hotkey().address();
        var signature = votes.key().sign(new byte[1]).toHex();
        var all =
                IntStream.range(0, requests)
                        .mapToObj(i ->
                                HttpLoad.post(
                                        "/submit",
                                        "X-Hotkey: %s\r\nX-Nonce: %s\r\nX-Signature: %s\r\n"
                                                .formatted(address, UUID.randomUUID(), signature),
                                        new byte[0]))
                        .toList();
        return requests("refused: bad signature", all, 401);
    }

    private Row requests(String what, List<byte[]> requests, int status)
            throws IOException, InterruptedException {
        return Row.inTurn(
                rounds,
                true,
                what,
                () -> costs(service, requests, CONNECTIONS, status),
                SERVLET,
                () -> costs(bare, requests, CONNECTIONS, 200));
    }

    private static Sample costs(
            MeasuredService server, List<byte[]> requests, int connections, int status)
            throws IOException, InterruptedException {
        var sample =
                server.during(() ->
                        new HttpLoad(server.port(), connections).send(requests, status).each());
        return new Sample(sample.seconds(), sample.cpuSeconds() / requests.size());
    }

    /** Votes for archives that are known; those that have them extracted are not counted. */
    Row votes(int archives) throws IOException, InterruptedException {
        Queue<Votes> all = new ArrayDeque<>();
        for (int round = 0; round < rounds; round++) {
            all.add(votes.votes(archives));
        }
        return Row.inTurn(
                rounds,
                true,
                "votes, %d connections".formatted(CONNECTIONS),
                () -> {
                    var next = all.remove();
                    costs(service, next.first(), CONNECTIONS, 202);
                    return costs(service, next.further(), CONNECTIONS, 202);
                },
                SERVLET,
                () -> costs(bare, all.element().further(), CONNECTIONS, 200));
    }

    /** One validator's after another, against the disk's own pace. */
    Row votesInTurn(Path directory) throws IOException, InterruptedException {
        Queue<Votes> all = new ArrayDeque<>();
        for (int round = 0; round < rounds; round++) {
            all.add(votes.votes(2));
        }
        Files.createDirectories(directory);
        return Row.inTurn(
                rounds,
                true,
                "votes, one connection",
                () -> {
                    var next = all.remove();
                    costs(service, next.first(), 1, 202);
                    return costs(service, next.further(), 1, 202);
                },
                "a page written and forced to the disk",
                () -> sync(directory.resolve("page"), 200));
    }

    private static Sample sync(Path file, int writes) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long began = System.nanoTime();
            for (int i = 0; i < writes; i++) {
                channel.write(ByteBuffer.allocate(4096));
                channel.force(false);
            }
            return new Sample((System.nanoTime() - began) / 1e9, Double.NaN).dividedBy(writes);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
