package org.platformnetwork.termexecutor.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A validator's client: signs, uploads and reads through the real HTTP API. */
public final class ServiceClient implements AutoCloseable {

    private static final int CONNECTS = 3;
    private static final String BOUNDARY = "----term-executor-test";
    private static final String SHA256_OF_NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;

    public ServiceClient(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    /** An answer with its status and, where it has one, its JSON body. */
    public record Answer(int status, HttpResponse<String> response) {
        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String text(String field) {
            return json().path(field).asString();
        }
    }

    public Answer submit(KeyPair key, byte[] archive) {
        return submit(key, "nonce-" + UUID.randomUUID(), archive, "");
    }

    public Answer submit(KeyPair key, String nonce, byte[] archive, String query) {
        var message = (key.hotkey().address() + nonce).getBytes(StandardCharsets.UTF_8);
        return send(
                HttpRequest.newBuilder(base.resolve("/submit" + query))
                        .header("X-Hotkey", key.hotkey().address())
                        .header("X-Nonce", nonce)
                        .header("X-Signature", key.sign(message).toHex())
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofByteArray(multipart("archive", archive)))
                        .build());
    }

    /**
     * Votes with a signature of version 2.
     *
     * @param sha256 of the archive voted for, hexadecimal
     * @param archive null to vote without sending it
     */
    public Answer vote(KeyPair key, String sha256, byte @Nullable [] archive) {
        return vote(key, Instant.now().getEpochSecond() + ":" + UUID.randomUUID(), sha256, archive);
    }

    /** As {@link #vote(KeyPair, String, byte[])}, with the caller's nonce. */
    public Answer vote(KeyPair key, String nonce, String sha256, byte @Nullable [] archive) {
        var text = "term-executor:v2:POST:/submit:%s:%s".formatted(sha256, nonce);
        var request =
                HttpRequest.newBuilder(base.resolve("/submit"))
                        .header("X-Hotkey", key.hotkey().address())
                        .header("X-Nonce", nonce)
                        .header("X-Signature-Version", "2")
                        .header("X-Archive-Sha256", sha256)
                        .header(
                                "X-Signature",
                                key.sign(text.getBytes(StandardCharsets.UTF_8)).toHex());
        return send(
                archive == null
                        ? request.POST(BodyPublishers.noBody()).build()
                        : request.header("Content-Type", multipartType())
                                .POST(BodyPublishers.ofByteArray(multipart("archive", archive)))
                                .build());
    }

    /** Sends DELETE as two validators of three, which is enough to cancel; the second answer. */
    public Answer cancel(String path) {
        delete(TestKeys.ALICE, path);
        return delete(TestKeys.BOB, path);
    }

    /** Sends DELETE, signed as the service wants it. */
    public Answer delete(KeyPair key, String path) {
        return delete(key, path, SHA256_OF_NOTHING);
    }

    /** Sends DELETE with a signature of version 1. */
    public Answer deleteInVersion1(KeyPair key, String path) {
        var nonce = UUID.randomUUID().toString();
        var message = (key.hotkey().address() + nonce).getBytes(StandardCharsets.UTF_8);
        return send(
                request(path)
                        .header("X-Hotkey", key.hotkey().address())
                        .header("X-Nonce", nonce)
                        .header("X-Signature", key.sign(message).toHex())
                        .DELETE()
                        .build());
    }

    /**
     * Sends DELETE with a signature of version 2.
     *
     * @param sha256 what the signature says of the body
     */
    public Answer delete(KeyPair key, String path, String sha256) {
        var nonce = Instant.now().getEpochSecond() + ":" + UUID.randomUUID();
        var text = "term-executor:v2:DELETE:%s:%s:%s".formatted(path, sha256, nonce);
        return send(
                request(path)
                        .header("X-Hotkey", key.hotkey().address())
                        .header("X-Nonce", nonce)
                        .header("X-Signature-Version", "2")
                        .header("X-Archive-Sha256", sha256)
                        .header(
                                "X-Signature",
                                key.sign(text.getBytes(StandardCharsets.UTF_8)).toHex())
                        .DELETE()
                        .build());
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).build());
    }

    public Answer send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    }

    /** The body of a form with one file part. */
    public static byte[] multipart(String part, byte[] content) {
        var body = new ByteArrayOutputStream();
        var head =
                """
                --%s
                Content-Disposition: form-data; name="%s"; filename="archive"
                Content-Type: application/octet-stream

                """
                        .formatted(BOUNDARY, part)
                        .replace("\n", "\r\n");
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    public static String multipartType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** Follows a batch on the WebSocket. */
    public EventStream events(String query) {
        return events(query, frame -> {});
    }

    /**
     * Follows a batch on the WebSocket and hands on each frame as it arrives; returns with the
     * first frame, so that whatever happens next is seen.
     */
    public EventStream events(String query, Consumer<JsonNode> listener) {
        for (int attempt = 1; ; attempt++) {
            try {
                return connected(query, listener);
            } catch (CompletionException e) {
                // The JDK's client can lose bytes that arrive right behind the handshake, and then
                // takes what follows for broken frames: seen when the machine is busy.
                if (attempt == CONNECTS || !(e.getCause() instanceof ProtocolException)) {
                    throw e;
                }
            }
        }
    }

    private EventStream connected(String query, Consumer<JsonNode> listener) {
        var stream = new EventStream(listener);
        stream.socket =
                http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws" + base.toString().substring(4) + "/ws" + query),
                                stream)
                        .join();
        stream.first.join();
        return stream;
    }

    @Override
    public void close() {
        http.close();
    }

    /** Frames as they arrive, and the close code once it came. */
    public static final class EventStream implements WebSocket.Listener, AutoCloseable {

        private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final CompletableFuture<JsonNode> first = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private final Consumer<JsonNode> listener;
        private @Nullable WebSocket socket;

        EventStream(Consumer<JsonNode> listener) {
            this.listener = listener;
        }

        public List<JsonNode> frames() {
            return frames;
        }

        public CompletableFuture<Integer> closed() {
            return closed;
        }

        /** Leaves it. */
        @Override
        public void close() {
            Objects.requireNonNull(socket).abort();
        }

        public List<String> names() {
            return frames.stream().map(frame -> frame.path("event").asString()).toList();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                var frame = JSON.readTree(partial.toString());
                partial.setLength(0);
                frames.add(frame);
                first.complete(frame);
                listener.accept(frame);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            first.completeExceptionally(new IOException("closed before the first frame"));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
            first.completeExceptionally(error);
        }
    }
}
