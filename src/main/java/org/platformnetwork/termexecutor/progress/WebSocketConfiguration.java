package org.platformnetwork.termexecutor.progress;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Puts the event stream at {@code /ws}, open to any origin. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebSocketConfiguration implements WebSocketConfigurer {

    private final EventStreamHandler handler;

    WebSocketConfiguration(EventStreamHandler handler) {
        this.handler = handler;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(handler, "/ws")
                .setAllowedOrigins("*")
                .addInterceptors(new UpgradesOnly());
    }

    /**
     * A plain GET of the address gets the contract's error body instead of the framework's text.
     */
    private static final class UpgradesOnly implements HandshakeInterceptor {

        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes) {
            if ("websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())) {
                return true;
            }
            throw new ApiException(
                    ErrorCode.BAD_REQUEST, "This address speaks WebSocket; ask for an upgrade.");
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                @Nullable Exception exception) {}
    }
}
