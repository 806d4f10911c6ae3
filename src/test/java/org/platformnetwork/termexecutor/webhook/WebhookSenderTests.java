package org.platformnetwork.termexecutor.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTests {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1"})
    void privateAddressIsReachedOnlyWhereAllowed(String host) throws IOException {
        var requests = new AtomicInteger();
        var receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
        try {
            var url = "http://%s:%d/".formatted(host, receiver.getAddress().getPort());

            assertThat(new WebhookSender(false).send(url, Map.of(), new byte[1]))
                    .isEqualTo("its address is not public (WEBHOOK_ALLOW_PRIVATE)");
            assertThat(requests).hasValue(0);
            if (host.equals("localhost")) {
                assertThat(new WebhookSender(true).send(url, Map.of(), new byte[1])).isEmpty();
                assertThat(requests).hasValue(1);
            }
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void receiverThatIsNotThereIsSaid() {
        assertThat(new WebhookSender(true).send("http://127.0.0.1:1/", Map.of(), new byte[1]))
                .isEqualTo("it cannot be reached");
    }

    @Test
    void pausesGrowUpToAnHour() {
        assertThat(Webhooks.pause(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Webhooks.pause(2)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Webhooks.pause(10)).isEqualTo(Duration.ofSeconds(2560));
        assertThat(Webhooks.pause(11)).isEqualTo(Duration.ofHours(1));
        assertThat(Webhooks.pause(1000)).isEqualTo(Duration.ofHours(1));
    }
}
