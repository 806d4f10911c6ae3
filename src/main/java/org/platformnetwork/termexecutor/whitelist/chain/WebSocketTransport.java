package org.platformnetwork.termexecutor.whitelist.chain;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.whitelist.chain.HttpTransport.Timeouts;

/**
 * JSON-RPC over one WebSocket, whose messages may come in any number of pieces. The JDK (25) loses
 * the end of a connection that comes right behind a piece: then only the limit of time ends the
 * wait for the rest.
 */
final class WebSocketTransport implements Transport {

    private static final String BROKEN = "the connection broke while answering";

    /**
     * What the JDK reports, as RFC 6455 has it, when the connection ends without a closing frame.
     */
    private static final int NO_CLOSE_FRAME = 1006;

    private final Timeouts timeouts;
    private final HttpClient client;
    private final Messages messages = new Messages();
    private final WebSocket socket;

    private WebSocketTransport(Endpoint endpoint, Timeouts timeouts)
            throws ChainException, InterruptedException {
        this.timeouts = timeouts;
        this.client = Transport.newClient(timeouts);
        boolean connected = false;
        try {
            var builder = client.newWebSocketBuilder().connectTimeout(timeouts.connect());
            var authorization = endpoint.authorization();
            if (authorization != null) {
                builder.header("Authorization", authorization);
            }
            var handshake = builder.buildAsync(endpoint.target(), messages);
            this.socket = Transport.await(handshake, timeouts.connect(), "connecting");
            connected = true;
        } finally {
            if (!connected) {
                client.shutdownNow();
            }
        }
    }

    static WebSocketTransport connect(Endpoint endpoint, Timeouts timeouts)
            throws ChainException, InterruptedException {
        return new WebSocketTransport(endpoint, timeouts);
    }

    @Override
    public String ask(String request) throws ChainException, InterruptedException {
        var answer = messages.next();
        Transport.await(socket.sendText(request, true), timeouts.answer(), "asking");
        return Transport.await(answer, timeouts.answer(), "answering");
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }

    /** Joins pieces to messages and hands each to whoever waits for one. */
    private static final class Messages implements WebSocket.Listener {

        private final StringBuilder pieces = new StringBuilder();
        private final AtomicReference<CompletableFuture<String>> waiting =
                new AtomicReference<>(new CompletableFuture<>());
        private volatile @Nullable ChainException ended;

        CompletableFuture<String> next() {
            var answer = new CompletableFuture<String>();
            waiting.set(answer);
            var end = ended;
            if (end != null) {
                answer.completeExceptionally(end);
            }
            return answer;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence piece, boolean last) {
            if (pieces.length() + piece.length() > MAX_ANSWER) {
                return end(socket, new ChainException(TOO_LARGE));
            }
            pieces.append(piece);
            if (last) {
                waiting.get().complete(pieces.toString());
                pieces.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer piece, boolean last) {
            return end(socket, new ChainException("sent a binary message"));
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            return end(
                    socket,
                    new ChainException(
                            code == NO_CLOSE_FRAME
                                    ? BROKEN
                                    : "closed the WebSocket with code " + code));
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            end(
                    socket,
                    new ChainException(
                            failure instanceof IOException
                                    ? BROKEN
                                    : "broke the WebSocket protocol"));
        }

        private @Nullable CompletionStage<?> end(WebSocket socket, ChainException why) {
            ended = why;
            waiting.get().completeExceptionally(why);
            socket.abort();
            return null;
        }
    }
}
