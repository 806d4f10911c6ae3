package org.platformnetwork.termexecutor.fleet.channel;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.fleet.channel.AttemptChannel.Answer;
import org.platformnetwork.termexecutor.fleet.channel.AttemptChannel.Sender;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;
import tools.jackson.core.JacksonException;

/**
 * What workers may ask, below {@code /internal}: {@code GET /hello}; {@code GET /archives/HASH};
 * {@code POST /attempts/BATCH/POSITION/ADMISSION/RUN/join}, {@code entries?offset=N} and {@code
 * phase?number=N}; {@code PUT /results/BATCH/HASH}.
 */
final class InternalCalls {

    /** Of entries; a worker sends a quarter of it. */
    static final int MOST_BYTES = 4 << 20;

    private static final Pattern ARCHIVE = Pattern.compile("/archives/([0-9a-f]{64})");
    private static final Pattern RESULT =
            Pattern.compile("/results/([0-9a-f-]{36})/([0-9a-f]{64})");
    private static final Pattern ATTEMPT =
            Pattern.compile("/attempts/([0-9a-f-]{36}/\\d{1,9}/\\d{1,9})/(\\d{1,9})/([a-z]+)");
    private static final Pattern NUMBER = Pattern.compile("(?:offset|number)=(\\d{1,18})");

    private final AttemptChannels channels;
    private final ResultDocuments documents;
    private final Function<ArchiveHash, Path> archives;
    private final String version;
    private final StoredJson json = new StoredJson();

    /**
     * @param archives where the archive of a hash lies, if it is held
     */
    InternalCalls(
            AttemptChannels channels,
            ResultDocuments documents,
            Function<ArchiveHash, Path> archives,
            @Nullable String version) {
        this.channels = channels;
        this.documents = documents;
        this.archives = archives;
        this.version = String.valueOf(version);
    }

    /** The body of a call. */
    record Entries(List<LogEntry> entries) {
        Entries {
            entries = List.copyOf(entries);
        }
    }

    /** The body of a call. */
    record Phase(TaskStatus phase) {
        Phase {
            Objects.requireNonNull(phase);
        }
    }

    void answer(RequestProof.Check.Genuine proof, HttpServletRequest request, InternalReply reply)
            throws IOException {
        var path = request.getRequestURI().substring(InternalServlet.PREFIX.length());
        var archive = matched(ARCHIVE, path);
        var result = matched(RESULT, path);
        var attempt = matched(ATTEMPT, path);
        var method = request.getMethod();
        if (method.equals("GET") && path.equals("/hello")) {
            reply.send(HttpServletResponse.SC_OK, InternalReply.greeting(version));
        } else if (method.equals("GET") && archive.isPresent()) {
            sendArchive(new ArchiveHash(archive.get().group(1)), reply);
        } else if (method.equals("PUT") && result.isPresent()) {
            keep(proof, result.get(), request, reply);
        } else if (method.equals("POST") && attempt.isPresent()) {
            take(proof, attempt.get(), request, reply);
        } else {
            reply.refuse(HttpServletResponse.SC_NOT_FOUND, "There is no such call.");
        }
    }

    private static Optional<MatchResult> matched(Pattern form, String path) {
        var match = form.matcher(path);
        return match.matches() ? Optional.of(match) : Optional.empty();
    }

    /** A file that is removed meanwhile can still be read to its end. */
    private void sendArchive(ArchiveHash hash, InternalReply reply) throws IOException {
        var file = archives.apply(hash);
        try (var in = Files.newInputStream(file)) {
            reply.response().setContentLengthLong(Files.size(file));
            in.transferTo(reply.response().getOutputStream());
        } catch (NoSuchFileException _) {
            reply.refuse(HttpServletResponse.SC_GONE, "There is no such archive.");
        }
    }

    private void keep(
            RequestProof.Check.Genuine proof,
            MatchResult path,
            HttpServletRequest request,
            InternalReply reply)
            throws IOException {
        var batch = BatchId.parse(path.group(1));
        if (batch.isEmpty()) {
            reply.refuse(HttpServletResponse.SC_NOT_FOUND, "There is no such batch.");
        } else if (!proof.body().equals(path.group(2))) {
            otherHash(reply);
        } else if (request.getContentLengthLong() > ResultDocuments.MOST_BYTES) {
            tooLarge(reply);
        } else {
            switch (documents.keep(batch.get(), path.group(2), request.getInputStream())) {
                case KEPT -> reply.next(HttpServletResponse.SC_OK, 0);
                case TOO_LARGE -> tooLarge(reply);
                case OTHER_HASH -> otherHash(reply);
                case BATCH_OVER ->
                        reply.refuse(HttpServletResponse.SC_GONE, "The batch has ended.");
            }
        }
    }

    private static void otherHash(InternalReply reply) throws IOException {
        reply.refuse(HttpServletResponse.SC_BAD_REQUEST, "The body has another SHA-256.");
    }

    private static void tooLarge(InternalReply reply) throws IOException {
        reply.refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The body is too large.");
    }

    private void take(
            RequestProof.Check.Genuine proof,
            MatchResult path,
            HttpServletRequest request,
            InternalReply reply)
            throws IOException {
        var body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            tooLarge(reply);
            return;
        }
        if (!RequestProof.hash(body).equals(proof.body())) {
            otherHash(reply);
            return;
        }
        var sender = new Sender(Integer.parseInt(path.group(2)), proof.worker());
        var execution = ExecutionId.parse(path.group(1));
        try {
            say(
                    execution.isEmpty()
                            ? new Answer.Unknown()
                            : call(execution.get(), sender, path.group(3), number(request), body),
                    reply);
        } catch (JacksonException | IllegalArgumentException _) {
            reply.refuse(HttpServletResponse.SC_BAD_REQUEST, "The body cannot be read.");
        }
    }

    private static long number(HttpServletRequest request) {
        var number = NUMBER.matcher(String.valueOf(request.getQueryString()));
        return number.matches() ? Long.parseLong(number.group(1)) : 0;
    }

    private Answer call(
            ExecutionId execution, Sender sender, String call, long number, byte[] body) {
        var channel = channels.find(execution).orElse(null);
        if (channel == null) {
            return channels.isOver(execution) ? new Answer.Over() : new Answer.Unknown();
        }
        var text = new String(body, StandardCharsets.UTF_8);
        return switch (call) {
            case "join" -> channel.join(sender);
            case "entries" -> channel.print(sender, number, read(text, Entries.class).entries());
            case "phase" -> channel.enter(sender, number, read(text, Phase.class).phase());
            default -> throw new IllegalArgumentException("no such call");
        };
    }

    private <T> T read(String text, Class<T> type) {
        T body = json.read(text, type);
        if (body == null) {
            throw new IllegalArgumentException("no body");
        }
        return body;
    }

    private static void say(Answer answer, InternalReply reply) throws IOException {
        switch (answer) {
            case Answer.Taken(var next) -> reply.next(HttpServletResponse.SC_OK, next);
            case Answer.Gap(var next) -> reply.next(HttpServletResponse.SC_CONFLICT, next);
            case Answer.Over _ ->
                    reply.refuse(HttpServletResponse.SC_GONE, "The attempt is over here.");
            case Answer.Unknown _ ->
                    reply.refuse(HttpServletResponse.SC_NOT_FOUND, "There is no such attempt.");
            case Answer.Foreign _ ->
                    reply.refuse(
                            HttpServletResponse.SC_FORBIDDEN, "It is another worker's attempt.");
        }
    }
}
