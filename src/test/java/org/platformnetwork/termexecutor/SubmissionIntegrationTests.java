package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Every way in which an upload is refused, and that nothing of it stays. */
class SubmissionIntegrationTests {

    private static final int MAX_ARCHIVE_BYTES = 100_000;

    @TempDir static Path temporary;

    private static TestRepository repository;
    private static RunningService service;
    private static ServiceClient client;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of("MAX_ARCHIVE_BYTES", Integer.toString(MAX_ARCHIVE_BYTES)));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void refusesRequestWithoutHeaders() {
        var answer =
                client.send(
                        client.request("/submit")
                                .POST(BodyPublishers.ofString("anything"))
                                .build());

        assertRefused(answer, 401, "missing_auth");
    }

    @Test
    void refusesStranger() {
        assertRefused(
                client.submit(TestKeys.STRANGER, archive("x").zip()), 401, "unauthorized_hotkey");
    }

    @Test
    void refusesSignatureOfAnotherKey() {
        var nonce = UUID.randomUUID().toString();
        var hotkey = TestKeys.ALICE.hotkey().address();
        var forged = TestKeys.BOB.sign((hotkey + nonce).getBytes(StandardCharsets.UTF_8)).toHex();
        var answer =
                client.send(
                        client.request("/submit")
                                .header("X-Hotkey", hotkey)
                                .header("X-Nonce", nonce)
                                .header("X-Signature", forged)
                                .POST(BodyPublishers.noBody())
                                .build());

        assertRefused(answer, 401, "invalid_signature");
    }

    @Test
    void refusesReplayedNonceButNotAnotherValidatorsUseOfIt() {
        var zip = archive("replay").zip();

        assertThat(client.submit(TestKeys.ALICE, "replayed", zip, "").status()).isEqualTo(202);
        assertRefused(client.submit(TestKeys.ALICE, "replayed", zip, ""), 401, "nonce_reused");
        assertThat(client.submit(TestKeys.CHARLIE, "replayed", zip, "").status()).isEqualTo(202);
    }

    @Test
    void oneOfManySimultaneousRequestsWithOneNoncePasses() {
        var zip = archive("race").zip();
        var statuses =
                IntStream.range(0, 32)
                        .parallel()
                        .mapToObj(i -> client.submit(TestKeys.ALICE, "raced", zip, "").status())
                        .toList();

        assertThat(statuses).filteredOn(status -> status == 202).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 401).hasSize(31);
    }

    @Test
    void clientThatIsStillSendingSeesTheRefusal() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            out.write(
                    ("POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: 500000000\r\n"
                                    + "Content-Type: "
                                    + ServiceClient.multipartType()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[8_000_000]);
            var reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));

            assertThat(reader.readLine()).startsWith("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "", "1.5", "1&concurrent_tasks=2"})
    void refusesConcurrentTasksThatIsNoNumber(String value) {
        assertRefused(
                client.submit(
                        TestKeys.ALICE,
                        UUID.randomUUID().toString(),
                        archive("q").zip(),
                        "?concurrent_tasks=" + value),
                400,
                "invalid_parameter");
    }

    @Test
    void refusesBodyThatIsNoMultipart() {
        var answer = post("text/plain", "archive".getBytes(StandardCharsets.UTF_8));

        assertRefused(answer, 400, "missing_archive");
    }

    @Test
    void refusesFormWithoutArchive() {
        assertRefused(
                post(ServiceClient.multipartType(), ServiceClient.multipart("other", new byte[9])),
                400,
                "missing_archive");
    }

    @Test
    void refusesEmptyArchive() {
        assertRefused(
                post(ServiceClient.multipartType(), ServiceClient.multipart("file", new byte[0])),
                400,
                "missing_archive");
    }

    @Test
    void refusesFormThatEndsEarly() {
        var whole = ServiceClient.multipart("archive", archive("cut").zip());
        var cut = Arrays.copyOf(whole, whole.length - 60);

        assertRefused(post(ServiceClient.multipartType(), cut), 400, "upload_failed");
    }

    @Test
    void clientThatStopsHalfwayIsToldSo() throws IOException {
        try (var socket = halfway(TestKeys.CHARLIE)) {
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("upload_failed");
        }
    }

    @Test
    void oneValidatorsUploadsLeaveRoomOnTheDisk() throws IOException {
        var sent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 8; i++) {
                sent.add(halfway(TestKeys.BOB));
            }
            await().untilAsserted(() -> {
                var refused = client.submit(TestKeys.BOB, new byte[0]);
                assertThat(refused.text("error")).isEqualTo("too_many_pending");
                assertThat(refused.response().headers().map()).containsKey("retry-after");
            });
            assertRefused(client.submit(TestKeys.CHARLIE, new byte[0]), 400, "missing_archive");
        } finally {
            for (var socket : sent) {
                socket.close();
            }
        }
        await().untilAsserted(() ->
                assertRefused(client.submit(TestKeys.BOB, new byte[0]), 400, "missing_archive"));
    }

    /** A connection on which an upload has begun. */
    private static Socket halfway(KeyPair key) throws IOException {
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
                Content-Length: 90000

                """
                        .formatted(
                                key.hotkey().address(),
                                nonce,
                                key.sign(message).toHex(),
                                ServiceClient.multipartType())
                        .replace("\n", "\r\n");
        var socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void refusesFormWhoseArchiveIsBehindTooManyParts() {
        var boundary = ServiceClient.multipartType().split("=", 2)[1];
        var part =
                ("--" + boundary + "\nContent-Disposition: form-data; name=\"x\"\n\nx\n")
                        .replace("\n", "\r\n");
        var body = new ByteArrayOutputStream();
        body.writeBytes(part.repeat(16).getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(ServiceClient.multipart("archive", archive("many parts").zip()));

        assertRefused(
                post(ServiceClient.multipartType(), body.toByteArray()), 400, "missing_archive");
    }

    @Test
    void refusesBodyThatIsLargeBesidesItsArchive() {
        assertRefused(
                post(
                        ServiceClient.multipartType(),
                        ServiceClient.multipart("other", new byte[2_000_000])),
                400,
                "archive_too_large");
    }

    @Test
    void refusesOtherKindsOfMultipart() {
        assertRefused(
                post(
                        ServiceClient.multipartType().replace("form-data", "related"),
                        ServiceClient.multipart("archive", archive("related").zip())),
                400,
                "missing_archive");
    }

    @Test
    void voteIsCountedWhateverTheClientAccepts() {
        var key = TestKeys.ALICE;
        var nonce = UUID.randomUUID().toString();
        var message = (key.hotkey().address() + nonce).getBytes(StandardCharsets.UTF_8);
        var body = ServiceClient.multipart("archive", archive("accept").zip());
        var answer =
                client.send(
                        client.request("/submit?concurrent_tasks=99999999999999999999")
                                .header("X-Hotkey", key.hotkey().address())
                                .header("X-Nonce", nonce)
                                .header("X-Signature", key.sign(message).toHex())
                                .header("Accept", "text/html")
                                .header("Content-Type", ServiceClient.multipartType())
                                .POST(BodyPublishers.ofByteArray(body))
                                .build());

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("batch_id")).isNotEmpty();
    }

    @Test
    void acceptsThePartNamedFile() {
        var answer =
                post(
                        ServiceClient.multipartType(),
                        ServiceClient.multipart("file", archive("named-file").zip()));

        assertThat(answer.status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_ARCHIVE_BYTES - 1, MAX_ARCHIVE_BYTES})
    void archiveWithinTheLimitIsLookedAt(int size) {
        assertRefused(client.submit(TestKeys.ALICE, new byte[size]), 400, "extraction_failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_ARCHIVE_BYTES + 1, 10_000_000})
    void refusesArchiveOverTheLimit(int size) {
        assertRefused(client.submit(TestKeys.ALICE, new byte[size]), 400, "archive_too_large");
    }

    @Test
    void refusesArchiveThatCannotBeEvaluatedAtTheFirstVote() {
        var noAgent = new TestArchive().task("t", repository, "true\n").zip();
        var noTask = TestArchive.withAgent("agent.sh", "true\n").file("tasks/x.txt", "x").zip();
        var hostile = archive("hostile").file("../../evil", "x").zip();

        assertRefused(client.submit(TestKeys.ALICE, noAgent), 400, "extraction_failed");
        assertRefused(client.submit(TestKeys.ALICE, noTask), 400, "extraction_failed");
        assertRefused(client.submit(TestKeys.ALICE, hostile), 400, "extraction_failed");
    }

    @Test
    void repeatedVoteIsAnsweredWithANote() {
        var zip = archive("repeat").zip();
        client.submit(TestKeys.ALICE, zip);
        var again = client.submit(TestKeys.ALICE, zip);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("votes").asInt()).isEqualTo(1);
        assertThat(again.text("note")).isNotEmpty();
    }

    @Test
    void pendingBatchCanBeReadFromTheFirstVoteOn() {
        var answer = client.submit(TestKeys.BOB, archive("pending").zip());
        var batch = client.get("/batch/" + answer.text("batch_id"));

        assertThat(batch.text("status")).isEqualTo("pending");
        assertThat(batch.json().path("total_tasks").asInt()).isEqualTo(1);
        assertThat(answer.text("ws_url")).isEqualTo("/ws?batch_id=" + answer.text("batch_id"));
    }

    private static TestArchive archive(String marker) {
        return TestArchive.withAgent("agent.sh", "# " + marker + "\n")
                .task("t", repository, "true\n");
    }

    private static Answer post(String contentType, byte[] body) {
        KeyPair key = TestKeys.BOB;
        var nonce = UUID.randomUUID().toString();
        var message = (key.hotkey().address() + nonce).getBytes(StandardCharsets.UTF_8);
        return client.send(
                client.request("/submit")
                        .header("X-Hotkey", key.hotkey().address())
                        .header("X-Nonce", nonce)
                        .header("X-Signature", key.sign(message).toHex())
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.text("error")).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("message")).isNotEmpty().doesNotContain(temporary.toString());
        try (var left = Files.list(temporary.resolve("work/uploads"))) {
            assertThat(left).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
