package org.platformnetwork.termexecutor.progress;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * {@code GET /ws}: hands the request over to the WebSocket machinery once it is sure to be a
 * handshake, since what that machinery refuses has no error body. Any origin may connect.
 */
@RestController
final class EventStreamController {

    private final EventStreamHandler handler;

    EventStreamController(EventStreamHandler handler) {
        this.handler = handler;
    }

    /**
     * Upgrades the connection.
     *
     * @param from the first event to send; null for what comes after the snapshot
     * @param logs whether with what commands print
     */
    @GetMapping("/ws")
    void connect(
            @RequestParam(name = "batch_id", required = false) @Nullable String batchId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String logs,
            HttpServletRequest request,
            HttpServletResponse response)
            throws ServletException, IOException {
        if (!isHandshake(request)) {
            response.setHeader("Sec-WebSocket-Version", "13");
            throw new ApiException(
                    ErrorCode.BAD_REQUEST,
                    "This address speaks WebSocket, version 13; ask for an upgrade.");
        }
        if (batchId == null) {
            throw Parameters.invalid("batch_id must name the batch to follow.");
        }
        var subscription =
                new EventStreamHandler.Subscription(
                        batchId,
                        new EventStreams.StreamOptions(
                                Parameters.from(from), Parameters.flag("logs", logs, false)));
        var upgrade = new WebSocketHttpRequestHandler(handler);
        upgrade.setHandshakeInterceptors(List.of(new Handover(subscription)));
        try {
            upgrade.handleRequest(request, response);
        } catch (HandshakeFailureException e) {
            throw new ApiException(
                    ErrorCode.BAD_REQUEST, "The handshake of the WebSocket makes no sense.");
        }
    }

    private static boolean isHandshake(HttpServletRequest request) {
        return hasToken(request.getHeader("Upgrade"), "websocket")
                && hasToken(request.getHeader("Connection"), "upgrade")
                && "13".equals(request.getHeader("Sec-WebSocket-Version"))
                && request.getHeader("Sec-WebSocket-Key") != null;
    }

    private static boolean hasToken(@Nullable String header, String token) {
        return header != null
                && Arrays.stream(header.split(",", -1))
                        .anyMatch(part -> part.strip().equalsIgnoreCase(token));
    }

    /** Gives the session what the request asked for. */
    private record Handover(EventStreamHandler.Subscription subscription)
            implements HandshakeInterceptor {

        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes) {
            attributes.put(EventStreamHandler.SUBSCRIPTION, subscription);
            return true;
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                @Nullable Exception exception) {}
    }
}
