package org.platformnetwork.termexecutor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.json.JsonMapper;

class WebhookIntegrationTests {

    @TempDir private Path directory;
    private HttpServer receiver;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    /** A request, with the headers' names in lower case. */
    private record Received(String path, String id, String time, String signature, String body) {}

    @BeforeEach
    void open() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        received.add(
                new Received(
                        exchange.getRequestURI().getPath(),
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private RunningService start() {
        return start(Map.of());
    }

    private RunningService start(Map<String, String> more) {
        var variables = new HashMap<>(more);
        variables.put("ISOLATION", "process");
        variables.put(
                "WEBHOOK_URLS",
                "http://localhost:%d/hook".formatted(receiver.getAddress().getPort()));
        variables.put("WEBHOOK_ALLOW_PRIVATE", "true");
        return RunningService.start(directory.resolve("work"), variables);
    }

    private String evaluate(RunningService service) {
        var repository = TestRepository.create(directory.resolve("origin-" + UUID.randomUUID()));
        repository.commit("a.txt", "a\n");
        return service.evaluate(
                        TestArchive.withAgent("agent.sh", "echo secret output\n")
                                .task("t", repository, "true\n"))
                .path("batch_id")
                .asString();
    }

    @Test
    void endOfABatchIsToldSignedAndOnceAccepted() {
        try (var service = start()) {
            var batch = evaluate(service);
            await().atMost(60, TimeUnit.SECONDS).until(() -> !received.isEmpty());
            var key = service.client().get("/instance").text("public_key");

            var one = received.getFirst();
            assertThat(one.path()).isEqualTo("/hook");
            assertThat(one.id()).isEqualTo("msg_" + batch);
            var body = JsonMapper.shared().readTree(one.body());
            assertThat(body.path("type").asString()).isEqualTo("batch.ended");
            assertThat(body.path("data").path("batch_id").asString()).isEqualTo(batch);
            assertThat(body.path("data").path("status").asString()).isEqualTo("completed");
            assertThat(body.path("data").path("passed_tasks").asInt()).isOne();
            assertThat(one.body()).doesNotContain("secret output");
            assertThat(isSigned(one, key)).isTrue();
            assertThat(
                            isSigned(
                                    new Received(
                                            one.path(), one.id(), "1", one.signature(), one.body()),
                                    key))
                    .isFalse();
        }
        // What was accepted is not sent again by the next start.
        try (var service = start()) {
            var second = evaluate(service);
            await().atMost(60, TimeUnit.SECONDS).until(() -> received.size() > 1);
            assertThat(received).extracting(Received::id).containsOnlyOnce("msg_" + second);
            assertThat(received).hasSize(2);
        }
    }

    @Test
    void refusedOnesAreTriedAgainAfterARestart() {
        status = 302;
        String batch;
        try (var service = start()) {
            batch = evaluate(service);
            await().atMost(60, TimeUnit.SECONDS).until(() -> !received.isEmpty());
        }
        int before = received.size();
        status = 200;
        try (var _ = start()) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> received.size() > before);
        }

        assertThat(received)
                .allSatisfy(one -> {
                    assertThat(one.id()).isEqualTo("msg_" + batch);
                    assertThat(one.path()).as("no redirect is followed").isEqualTo("/hook");
                });
    }

    @Test
    @EnabledIfPostgres
    void postgresKeepsWhatWasToldToo() {
        status = 500;
        try (var service = start(Map.of("DATABASE_URL", PostgresServer.database()))) {
            evaluate(service);
            await().atMost(60, TimeUnit.SECONDS).until(() -> !received.isEmpty());
            status = 200;
            // The second attempt is accepted, and no third one follows that of the next batch.
            await().atMost(60, TimeUnit.SECONDS).until(() -> received.size() == 2);
            var second = evaluate(service);
            await().atMost(60, TimeUnit.SECONDS).until(() -> received.size() == 3);
            assertThat(received.getLast().id()).isEqualTo("msg_" + second);
        }
    }

    private static boolean isSigned(Received one, String key) {
        var signer = new Ed25519Signer();
        signer.init(false, new Ed25519PublicKeyParameters(HexFormat.of().parseHex(key)));
        var text =
                (one.id() + "." + one.time() + "." + one.body()).getBytes(StandardCharsets.UTF_8);
        signer.update(text, 0, text.length);
        assertThat(one.signature()).startsWith("v1a,");
        return signer.verifySignature(Base64.getDecoder().decode(one.signature().substring(4)));
    }
}
