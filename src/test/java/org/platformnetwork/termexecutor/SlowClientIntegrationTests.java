package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Clients that hold connections as long as they can: strangers, and honest ones on a slow line. */
class SlowClientIntegrationTests {

    private static final int MAX_WAITING = 32;
    private static final int STRANGERS = 200;

    /** More than the port of the probes takes at once. */
    private static final int PROBE_STRANGERS = 70;

    /** As many as are read to their end at once; with the others, no more than may wait. */
    private static final int STALLED = 16;

    private static final int SENDERS = 12;

    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(2);

    private static final byte[] REFUSED =
            bytes("POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");

    @TempDir static Path temporary;

    private static RunningService service;
    private static int probePort;

    private final List<Socket> sockets = new ArrayList<>();
    private final ScheduledExecutorService slowly = Executors.newScheduledThreadPool(1);

    @BeforeAll
    static void start() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            probePort = free.getLocalPort();
        }
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                "PROBE_PORT",
                                Integer.toString(probePort),
                                "http.header-timeout",
                                HEADER_TIMEOUT.toSeconds() + "s",
                                "http.max-waiting",
                                Integer.toString(MAX_WAITING),
                                "http.body-grace",
                                "1s"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void leave() throws IOException {
        slowly.shutdownNow();
        for (var socket : sockets) {
            socket.close();
        }
    }

    /** Each byte comes long before the wait for it would be over. */
    @Test
    void headerThatTricklesInIsCutOff() throws IOException {
        var socket = connect(service.port());
        socket.getOutputStream().write(bytes("GET /health HTTP/1.1\r\nX: "));
        trickle(socket, "x");

        assertThat(isEnded(socket)).isTrue();
    }

    @Test
    void connectionsOfOneAddressDoNotKeepOthersWaiting() throws IOException {
        var strangers = new ArrayList<Socket>();
        for (int i = 0; i < STRANGERS; i++) {
            var stranger = connect(service.port());
            stranger.getOutputStream().write(bytes("GET /health HTTP/1.1\r\n"));
            trickle(stranger, "X: x\r\n");
            strangers.add(stranger);
            if (i % MAX_WAITING == 0) {
                assertHealthy();
            }
        }

        assertThat(strangers).allMatch(SlowClientIntegrationTests::isEnded);
        assertHealthy();
    }

    @Test
    void everyRefusedClientThatIsSendingSeesItsAnswer() throws IOException {
        for (int i = 0; i < STALLED; i++) {
            var stalled = connect(service.port());
            stalled.getOutputStream().write(REFUSED);
            assertThat(read(stalled)).startsWith("HTTP/1.1 401");
        }
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<CompletableFuture<String>>();
            for (int i = 0; i < SENDERS; i++) {
                var socket = connect(service.port());
                answers.add(
                        CompletableFuture.supplyAsync(() -> answerWhileSending(socket), clients));
            }
            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .allMatch(answer -> answer.startsWith("HTTP/1.1 401"));
            assertHealthy();
        }
    }

    @Test
    void refusedBodyThatTricklesInIsCutOff() throws IOException {
        var socket = connect(service.port());
        socket.getOutputStream().write(REFUSED);
        trickle(socket, "x".repeat(1024));

        assertThat(isEnded(socket)).isTrue();
    }

    @Test
    void slowHonestUploadIsTaken() throws IOException {
        var body = ServiceClient.multipart("archive", archive());
        var socket = upload(body.length);
        int step = body.length / 8 + 1;
        for (int i = 0; i < 8; i++) {
            int begin = Math.min(body.length, i * step);
            int length = Math.min(body.length - begin, step);
            var _ =
                    slowly.schedule(
                            () -> write(socket, body, begin, length),
                            i * 500L,
                            TimeUnit.MILLISECONDS);
        }

        assertThat(read(socket)).startsWith("HTTP/1.1 202");
    }

    @Test
    void uploadThatOnlyHoldsItsConnectionIsRefused() throws IOException {
        var socket = upload(1_000_000);
        trickle(socket, "--");

        assertThat(read(socket)).startsWith("HTTP/1.1 400").contains("upload_failed", "too slowly");
    }

    @Test
    void probesHaveAPortOfTheirOwn() {
        try (var probes = new ServiceClient(probePort)) {
            assertThat(probes.get("/livez").text("status")).isEqualTo("ok");
            assertThat(probes.get("/readyz").status()).isEqualTo(200);
            for (var other : List.of("/health", "/metrics", "/batches", "/", "/livez/../status")) {
                var answer = probes.get(other);
                assertThat(answer.status()).as(other).isEqualTo(404);
                assertThat(answer.text("error")).isEqualTo("not_found");
            }
        }
        assertThat(service.client().get("/livez").status()).isEqualTo(200);
        assertThat(service.client().get("/metrics").status()).isEqualTo(200);
    }

    @Test
    void connectionsToTheProbePortDoNotKeepProbesWaiting() throws IOException {
        var strangers = new ArrayList<Socket>();
        for (int i = 0; i < PROBE_STRANGERS; i++) {
            var stranger = connect(probePort);
            stranger.getOutputStream().write(bytes("GET /livez HTTP/1.1\r\nX: "));
            trickle(stranger, "x");
            strangers.add(stranger);
        }

        assertHealthy();
        assertThat(strangers).allMatch(SlowClientIntegrationTests::isEnded);
    }

    @Test
    void probeEndsItsConnection() throws IOException {
        var socket = connect(probePort);
        socket.getOutputStream().write(bytes("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"));

        assertThat(read(socket)).startsWith("HTTP/1.1 200").contains("Connection: close");
        assertThat(isEnded(socket)).isTrue();
    }

    /** Within a second, as a probe would have it; a single try could meet a busy machine. */
    private static void assertHealthy() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> {
                    long start = System.nanoTime();
                    try (var client = new ServiceClient(service.port());
                            var probes = new ServiceClient(probePort)) {
                        return client.get("/health").status() == 200
                                && probes.get("/livez").status() == 200
                                && System.nanoTime() - start < Duration.ofSeconds(1).toNanos();
                    } catch (UncheckedIOException _) {
                        return false;
                    }
                });
    }

    private Socket connect(int port) {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(socket);
            socket.setSoTimeout(60_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trickle(Socket socket, String text) {
        var bytes = bytes(text);
        var _ =
                slowly.scheduleWithFixedDelay(
                        () -> write(socket, bytes, 0, bytes.length),
                        200,
                        200,
                        TimeUnit.MILLISECONDS);
    }

    private static void write(Socket socket, byte[] bytes, int begin, int length) {
        try {
            socket.getOutputStream().write(bytes, begin, length);
        } catch (IOException e) {
            // Ends what is scheduled.
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the service ends the connection. */
    private static boolean isEnded(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {}
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static String answerWhileSending(Socket socket) {
        try {
            socket.getOutputStream().write(REFUSED);
            for (int i = 0; i < 8_000_000 / 8000; i++) {
                socket.getOutputStream().write(new byte[8000]);
            }
        } catch (IOException _) {
            // As curl and Python's requests: what has arrived can still be read.
        }
        return read(socket);
    }

    private static String read(Socket socket) {
        var answer = new ByteArrayOutputStream();
        try {
            for (int next; (next = socket.getInputStream().read()) >= 0; ) {
                answer.write(next);
                if (next == '}') {
                    break;
                }
            }
        } catch (IOException _) {
            // What was there before counts.
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private Socket upload(int length) throws IOException {
        var key = TestKeys.ALICE;
        var nonce = UUID.randomUUID().toString();
        var message = (key.hotkey().address() + nonce).getBytes(StandardCharsets.UTF_8);
        var head =
                """
                POST /submit HTTP/1.1
                Host: x
                Connection: close
                X-Hotkey: %s
                X-Nonce: %s
                X-Signature: %s
                Content-Type: %s
                Content-Length: %d

                """
                        .formatted(
                                key.hotkey().address(),
                                nonce,
                                key.sign(message).toHex(),
                                ServiceClient.multipartType(),
                                length)
                        .replace("\n", "\r\n");
        var socket = connect(service.port());
        socket.getOutputStream().write(bytes(head));
        return socket;
    }

    /** Large enough that a slow machine does not make it too slow. */
    private static byte[] archive() {
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        return TestArchive.withAgent("agent.sh", "true\n")
                .task("t", repository, "true\n")
                .file("agent_code/noise", noise())
                .zip();
    }

    private static String noise() {
        return new Random(20)
                .ints(120_000, 0, 1 << 16)
                .mapToObj(Integer::toHexString)
                .collect(Collectors.joining());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
