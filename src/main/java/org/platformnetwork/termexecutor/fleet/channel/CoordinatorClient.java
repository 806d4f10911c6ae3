package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;

/** Of a worker: what it asks of its coordinator. */
public final class CoordinatorClient implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final CoordinatorCalls calls;

    /**
     * @param worker its name: letters, digits, dots, hyphens and underscores
     * @param timeout how long a coordinator may give no answer before the work for it ends
     */
    public CoordinatorClient(
            ChannelSettings settings,
            FleetKey key,
            String worker,
            Duration timeout,
            InstantSource clock) {
        this.calls = new CoordinatorCalls(settings, key, worker, timeout, clock);
    }

    /** Takes what one attempt prints and enters, and sends it in this order. */
    public interface Report extends AutoCloseable {

        /** Never waits for the coordinator. */
        Consumer<TaskStatus> phases();

        /** Waits while too much is unsent. */
        Consumer<LogEntry> output();

        /**
         * Waits until everything has been taken.
         *
         * @throws IOException when it was refused, or not taken in time
         */
        void flush() throws IOException, InterruptedException;

        /** What is unsent is dropped. */
        @Override
        void close();
    }

    /**
     * Begins to report on an attempt.
     *
     * @param attempt how often the engine has given the attempt to a worker, from 1
     * @param lost called once, when the coordinator says that the attempt is over or cannot be
     *     reached for too long: the attempt has to end
     */
    public Report report(Request request, int attempt, Runnable lost) {
        return new AttemptReport(
                calls, "/attempts/%s/%d".formatted(request.execution(), attempt), lost);
    }

    /**
     * Writes the archive to a new file, which is removed unless it has its hash.
     *
     * @throws IOException when the coordinator does not have it, or gives no answer in time
     */
    public void fetch(ArchiveHash archive, Path target) throws IOException, InterruptedException {
        boolean isWhole = false;
        try {
            calls.download("/archives/" + archive, target, calls.silence());
            isWhole = archive.equals(hash(target));
            if (!isWhole) {
                throw new IOException("An archive of the coordinator does not have its hash.");
            }
        } finally {
            if (!isWhole) {
                Files.deleteIfExists(target);
            }
        }
    }

    private static ArchiveHash hash(Path file) throws IOException {
        var digest = ArchiveHash.digest();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return ArchiveHash.of(digest.digest());
    }

    /**
     * Leaves a result with the coordinator, which keeps it until the batch has ended.
     *
     * @return the document's SHA-256, in hex, by which {@link ResultDocuments#read} finds it
     */
    public String put(BatchId batch, byte[] document) throws IOException, InterruptedException {
        var hash = RequestProof.hash(document);
        calls.send("PUT", "/results/%s/%s".formatted(batch, hash), document, calls.silence());
        return hash;
    }

    /** What a coordinator says to a worker that asks whether it may work. */
    public record Greeting(String version, long clockSkewSecs) {}

    /**
     * Asks once.
     *
     * @throws IOException with a sentence that says what is wrong
     */
    public Greeting greet() throws IOException, InterruptedException {
        calls.checkAddress();
        var answer = calls.once("GET", "/hello", NOTHING, BodyHandlers.ofByteArray());
        var version = String.valueOf(InternalReply.read(answer.body()).version());
        return new Greeting(version, skew(answer));
    }

    private long skew(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Date")
                .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                .map(date ->
                        Duration.between(date.toInstant(), calls.clock().instant()).toSeconds())
                .orElse(0L);
    }

    @Override
    public void close() {
        calls.close();
    }
}
