package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;

/** The service's stop, which must be over before Docker kills it after ten seconds. */
class StopIntegrationTests {

    /** Less than three timeouts in a row; one, and the rest, fit into the ten seconds. */
    private static final Duration GRACE = Duration.ofSeconds(11);

    @TempDir Path temporary;

    @Test
    void probesTellOfTheStop() {
        var live = new CompletableFuture<Answer>();
        var ready = new CompletableFuture<Answer>();
        try (var service = RunningService.start(temporary.resolve("work"), Map.of())) {
            assertThat(service.client().get("/livez").response().body())
                    .isEqualTo(service.client().get("/readyz").response().body())
                    .isEqualTo("{\"status\":\"ok\"}");
            // Published before anything stops.
            ApplicationListener<ContextClosedEvent> listener =
                    event -> {
                        live.complete(service.client().get("/livez"));
                        ready.complete(service.client().get("/readyz"));
                    };
            service.bean(ApplicationEventMulticaster.class).addApplicationListener(listener);
        }

        assertThat(live.join().status()).isEqualTo(200);
        assertThat(ready.join().status()).isEqualTo(503);
        assertThat(ready.join().text("error")).isEqualTo("not_ready");
    }

    @Test
    void probesDoNotAskTheStore() throws SQLException {
        try (var service = RunningService.start(temporary.resolve("work"), Map.of());
                var other = DriverManager.getConnection(database());
                var lock = other.createStatement()) {
            lock.execute("begin immediate");
            await().until(() -> service.client().get("/health").status() == 503);

            assertThat(service.client().get("/livez").status()).isEqualTo(200);
            assertThat(service.client().get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void stopFitsWhenEverythingHangs() throws IOException, SQLException {
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var service =
                RunningService.start(temporary.resolve("work"), Map.of("ISOLATION", "process"));
        var id = begin(service, repository);
        var events = service.client().events("?batch_id=" + id);
        try (var upload = unfinishedUpload(service.port());
                var other = DriverManager.getConnection(database());
                var lock = other.createStatement()) {
            lock.execute("begin immediate");
            long began = System.nanoTime();

            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GRACE);
            assertThat(events.closed().join()).isEqualTo(1012);
            assertThat(upload.isConnected()).isTrue();
        }
    }

    private String database() {
        return "jdbc:sqlite:" + temporary.resolve("work/data/term-executor.db");
    }

    private static String begin(RunningService service, TestRepository repository) {
        var zip =
                TestArchive.withAgent("agent.sh", "exec sleep 300\n")
                        .task("t", repository, "true\n")
                        .zip();
        var id = service.client().submit(TestKeys.ALICE, zip).text("batch_id");
        service.client().submit(TestKeys.BOB, zip);
        var task = "/batch/" + id + "/task/t";
        await().until(() -> "running_agent".equals(service.client().get(task).text("status")));
        return id;
    }

    /** A client that was invited to send its archive and sends none. */
    private static Socket unfinishedUpload(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var nonce = UUID.randomUUID().toString();
        var hotkey = TestKeys.ALICE.hotkey().address();
        var signature = TestKeys.ALICE.sign((hotkey + nonce).getBytes(StandardCharsets.UTF_8));
        var head =
                """
                POST /submit HTTP/1.1
                Host: localhost
                X-Hotkey: %s
                X-Nonce: %s
                X-Signature: %s
                Expect: 100-continue
                Content-Type: multipart/form-data; boundary=b
                Content-Length: 1000

                """
                        .formatted(hotkey, nonce, signature.toHex())
                        .replace("\n", "\r\n");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        var invitation = new String(socket.getInputStream().readNBytes(17), StandardCharsets.UTF_8);
        assertThat(invitation).isEqualTo("HTTP/1.1 100 \r\n\r\n");
        return socket;
    }
}
