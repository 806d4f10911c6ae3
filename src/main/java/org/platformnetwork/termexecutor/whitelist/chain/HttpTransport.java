package org.platformnetwork.termexecutor.whitelist.chain;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** JSON-RPC as one POST for each question. */
final class HttpTransport implements Transport {

    private final Endpoint endpoint;
    private final Timeouts timeouts;
    private final HttpClient client;

    HttpTransport(Endpoint endpoint, Timeouts timeouts) {
        this.endpoint = endpoint;
        this.timeouts = timeouts;
        this.client = Transport.newClient(timeouts);
    }

    @Override
    public String ask(String request) throws ChainException, InterruptedException {
        var post =
                HttpRequest.newBuilder(endpoint.target())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request));
        var authorization = endpoint.authorization();
        if (authorization != null) {
            post.header("Authorization", authorization);
        }
        var answer =
                client.sendAsync(
                                post.build(),
                                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER))
                        .exceptionallyCompose(HttpTransport::explained);
        var response = Transport.await(answer, timeouts.answer(), "answering");
        if (response.statusCode() != 200) {
            throw new ChainException(
                    "answered with HTTP status %d".formatted(response.statusCode()));
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The limiting handler's exception has no type of its own, only its message. */
    private static <T> CompletableFuture<T> explained(Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return CompletableFuture.failedFuture(
                cause instanceof IOException
                                && String.valueOf(cause.getMessage()).contains("exceeds capacity")
                        ? new ChainException(TOO_LARGE)
                        : cause == null ? failure : cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /**
     * How long a node may take.
     *
     * @param connect until the connection stands
     * @param answer from a question to the last byte of its answer
     */
    record Timeouts(Duration connect, Duration answer) {

        static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }
}
