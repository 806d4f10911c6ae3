package org.platformnetwork.termexecutor.progress;

import java.util.Map;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Puts the event stream at {@code /ws}, open to any origin. */
@Configuration(proxyBeanMethods = false)
class WebSocketConfiguration {

    @Bean
    WebSocketHandlerMapping eventStreamMapping(EventStreamHandler handler) {
        var mapping = new WebSocketHandlerMapping();
        mapping.setUrlMap(
                Map.of(
                        "/ws",
                        new WebSocketHttpRequestHandler(handler, new DefaultHandshakeHandler())));
        mapping.setWebSocketUpgradeMatch(true);
        mapping.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return mapping;
    }

    /** Answers whoever asks for the address without asking for an upgrade. */
    @RestController
    static final class UpgradeNeeded {

        @GetMapping("/ws")
        @SuppressWarnings("DoNotCallSuggester") // called by the framework
        void refuse() {
            throw new ApiException(
                    ErrorCode.BAD_REQUEST, "This address speaks WebSocket; ask for an upgrade.");
        }
    }
}
