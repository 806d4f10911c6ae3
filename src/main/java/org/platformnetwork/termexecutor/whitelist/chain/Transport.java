package org.platformnetwork.termexecutor.whitelist.chain;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.platformnetwork.termexecutor.whitelist.chain.HttpTransport.Timeouts;

/**
 * A conversation with one node: one question at a time, each with its own limit of time, answers of
 * at most {@link #MAX_ANSWER}. Closing frees the sockets at once, whatever is still under way.
 */
interface Transport extends AutoCloseable {

    /** In characters, and in bytes over HTTP. */
    int MAX_ANSWER = 32 << 20;

    String TOO_LARGE = "its answer is larger than 32 MB";

    /** Sends a request and returns the text of the next answer. */
    String ask(String request) throws ChainException, InterruptedException;

    @Override
    void close();

    /** Not yet connected over HTTP, connected over WebSocket. */
    static Transport open(Endpoint endpoint, Timeouts timeouts)
            throws ChainException, InterruptedException {
        return endpoint.isWebSocket()
                ? WebSocketTransport.connect(endpoint, timeouts)
                : new HttpTransport(endpoint, timeouts);
    }

    /** A client of its own for each conversation, so that closing it closes every socket. */
    static HttpClient newClient(Timeouts timeouts) {
        return HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(timeouts.connect())
                .build();
    }

    /** Waits for a step; cancels it when its time is over or the waiting thread is interrupted. */
    static <T> T await(CompletableFuture<T> step, Duration limit, String doing)
            throws ChainException, InterruptedException {
        try {
            return step.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ChainException("%s took more than %d s".formatted(doing, seconds(limit)));
        } catch (ExecutionException e) {
            throw new ChainException(reason(e.getCause() == null ? e : e.getCause(), doing));
        } finally {
            step.cancel(true);
        }
    }

    /** In words of our own: an exception's message may hold the address with its secrets. */
    private static String reason(Throwable failure, String doing) {
        return switch (failure) {
            case ChainException refused -> refused.reason();
            case WebSocketHandshakeException handshake ->
                    "refused the WebSocket with HTTP status %d"
                            .formatted(handshake.getResponse().statusCode());
            case HttpTimeoutException timeout -> doing + " took too long";
            case ConnectException connect
                    when connect.getCause() instanceof UnresolvedAddressException ->
                    "its name does not resolve";
            case ConnectException connect -> "cannot be reached";
            case SSLException tls -> "its TLS is not acceptable";
            case IOException broken -> "the connection broke while " + doing;
            default -> doing + " failed: " + failure.getClass().getSimpleName();
        };
    }

    private static long seconds(Duration limit) {
        return Math.max(1, limit.toSeconds());
    }
}
