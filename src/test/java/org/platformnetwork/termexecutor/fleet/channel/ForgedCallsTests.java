package org.platformnetwork.termexecutor.fleet.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.LifecycleException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.testing.ManualClock;

/** What others than the attempt's own worker send, by HTTP as they would. */
class ForgedCallsTests {

    private static final byte[] NOTHING = {};

    private final ManualClock clock = new ManualClock();
    private final List<String> printed = new CopyOnWriteArrayList<>();
    private final List<TaskStatus> entered = new CopyOnWriteArrayList<>();
    private final AttemptChannels channels = new AttemptChannels(_ -> 0);
    private final RequestProof proof = new RequestProof(InternalServer.KEY, clock);
    private final HttpClient http = HttpClient.newHttpClient();
    private Path directory = Path.of("");
    private @Nullable InternalServer server;

    /** What was answered. */
    private record Reply(int status, String body) {}

    @BeforeEach
    void start(@TempDir Path temporary) throws LifecycleException {
        directory = temporary;
        server = new InternalServer(temporary, 0, channels, InternalServer.KEY, clock);
        channels.open(Entries.REQUEST, entered::add, entry -> printed.add(entry.text()));
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        if (server != null) {
            server.close();
        }
    }

    private Reply send(String method, String path, byte[] body, @Nullable String authorization)
            throws IOException, InterruptedException {
        var port = server == null ? 0 : server.port();
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, BodyPublishers.ofByteArray(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.body());
    }

    private Reply signed(String method, String path, byte[] body, String worker)
            throws IOException, InterruptedException {
        return send(
                method, path, body, proof.header(method, path, worker, RequestProof.hash(body)));
    }

    private static String path(int run, String call) {
        return "/internal/attempts/%s/%d/%s".formatted(Entries.REQUEST.execution(), run, call);
    }

    private static byte[] entries(LogEntry... entries) {
        return new StoredJson()
                .write(new InternalCalls.Entries(List.of(entries)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Reply print(long offset, LogEntry... entries) throws IOException, InterruptedException {
        return signed("POST", path(1, "entries?offset=" + offset), entries(entries), "one");
    }

    @Test
    void workerOfTheAttemptIsHeard() throws IOException, InterruptedException {
        assertThat(print(0, Entries.of("a"), Entries.of("b")).body()).contains("\"next\":2");
        assertThat(printed).containsExactly("a", "b");
    }

    @Test
    void noProofOrAnUnreadableOneIsRefused() throws IOException, InterruptedException {
        for (var path : List.of("/internal/hello", path(1, "join"), "/internal/nothing")) {
            assertThat(send("GET", path, NOTHING, null).status()).isEqualTo(401);
        }
        assertThat(send("GET", "/internal/hello", NOTHING, "Bearer secret").status())
                .isEqualTo(401);
    }

    @Test
    void anotherKeyIsRefusedAndTheSettingNamed() throws IOException, InterruptedException {
        var other = FleetKey.of("another key of the fleet, of 32 bytes or more");
        var header =
                new RequestProof(other, clock)
                        .header("GET", "/internal/hello", "one", RequestProof.hash(NOTHING));

        var reply = send("GET", "/internal/hello", NOTHING, header);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).contains("FLEET_KEY_FILE");
    }

    @Test
    void proofOfAnotherCallIsRefused() throws IOException, InterruptedException {
        var header =
                proof.header(
                        "POST", path(1, "entries?offset=0"), "one", RequestProof.hash(NOTHING));

        assertThat(send("POST", path(1, "entries?offset=9"), NOTHING, header).status())
                .isEqualTo(401);
        assertThat(send("PUT", path(1, "entries?offset=0"), NOTHING, header).status())
                .isEqualTo(401);
        assertThat(
                        send(
                                        "POST",
                                        path(1, "entries?offset=0"),
                                        NOTHING,
                                        header.replace("worker=one", "worker=two"))
                                .status())
                .isEqualTo(401);
    }

    @Test
    void bodyThatWasChangedIsRefused() throws IOException, InterruptedException {
        var path = path(1, "entries?offset=0");
        var header =
                proof.header(
                        "POST", path, "one", RequestProof.hash(entries(Entries.of("as sent"))));

        assertThat(send("POST", path, entries(Entries.of("changed")), header).status())
                .isEqualTo(400);
        assertThat(printed).isEmpty();
    }

    @Test
    void oldRequestIsRefusedAndTheClocksNamed() throws IOException, InterruptedException {
        var header = proof.header("GET", "/internal/hello", "one", RequestProof.hash(NOTHING));
        clock.advance(Duration.ofSeconds(60));
        assertThat(send("GET", "/internal/hello", NOTHING, header).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));

        var reply = send("GET", "/internal/hello", NOTHING, header);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).contains("clocks").contains("61 s apart");
    }

    @Test
    void repeatedRequestChangesNothing() throws IOException, InterruptedException {
        print(0, Entries.of("a"));
        assertThat(print(0, Entries.of("a"), Entries.of("b")).body()).contains("\"next\":2");
        assertThat(printed).containsExactly("a", "b");
        var phase = "{\"phase\":\"running_agent\"}".getBytes(StandardCharsets.UTF_8);
        signed("POST", path(1, "phase?number=1"), phase, "one");
        signed("POST", path(1, "phase?number=1"), phase, "one");
        assertThat(entered).containsExactly(TaskStatus.RUNNING_AGENT);
    }

    @Test
    void gapIsRefusedWithTheOffsetThatIsExpected() throws IOException, InterruptedException {
        print(0, Entries.of("a"));

        var reply = print(2, Entries.of("c"));

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.body()).contains("\"next\":1");
        assertThat(printed).containsExactly("a");
    }

    @Test
    void anothersAttemptIsRefused() throws IOException, InterruptedException {
        print(0, Entries.of("a"));

        assertThat(signed("POST", path(1, "join"), NOTHING, "two").status()).isEqualTo(403);
        assertThat(print(1, Entries.ofAnotherTask("b")).status()).isEqualTo(403);
        var unknown = path(1, "join").replace("/0/1/1/", "/0/2/1/");
        assertThat(signed("POST", unknown, NOTHING, "one").status()).isEqualTo(404);
        assertThat(printed).containsExactly("a");
    }

    @Test
    void workerWhoseAttemptWasGivenToAnotherIsTold() throws IOException, InterruptedException {
        print(0, Entries.of("a"));
        assertThat(signed("POST", path(2, "join"), NOTHING, "two").body()).contains("\"next\":1");

        assertThat(print(1, Entries.of("late")).status()).isEqualTo(410);
        assertThat(printed).containsExactly("a");
    }

    @Test
    void attemptThatIsOverTakesNothing() throws IOException, InterruptedException {
        channels.find(Entries.REQUEST.execution()).orElseThrow().end();

        assertThat(print(0, Entries.of("late")).status()).isEqualTo(410);
        assertThat(printed).isEmpty();
    }

    @Test
    void terminalPhaseIsNoWorkersToTell() throws IOException, InterruptedException {
        var phase = "{\"phase\":\"completed\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(signed("POST", path(1, "phase?number=1"), phase, "one").status()).isEqualTo(403);
        assertThat(entered).isEmpty();
    }

    @Test
    void bodyWithoutItsPartsIsRefused() throws IOException, InterruptedException {
        for (var text : List.of("{}", "null", "{\"entries\":[null]}")) {
            var body = text.getBytes(StandardCharsets.UTF_8);
            for (var call : List.of("entries?offset=0", "phase?number=1")) {
                assertThat(signed("POST", path(1, call), body, "one").status()).isEqualTo(400);
            }
        }
    }

    @Test
    void oversizedBodyIsRefused() throws IOException, InterruptedException {
        var body = new byte[InternalCalls.MOST_BYTES + 1];

        assertThat(signed("POST", path(1, "entries?offset=0"), body, "one").status())
                .isEqualTo(413);
    }

    @Test
    void resultOfAnotherHashOrAnEndedBatchIsRefused() throws IOException, InterruptedException {
        var body = "{}".getBytes(StandardCharsets.UTF_8);
        var batch = Entries.REQUEST.execution().batch();
        var hash = RequestProof.hash(body);

        assertThat(
                        signed(
                                        "PUT",
                                        "/internal/results/%s/%s"
                                                .formatted(batch, RequestProof.hash(NOTHING)),
                                        body,
                                        "one")
                                .status())
                .isEqualTo(400);
        var path = "/internal/results/%s/%s".formatted(batch, hash);
        var header = proof.header("PUT", path, "one", hash);
        assertThat(send("PUT", path, NOTHING, header).status()).isEqualTo(400);
        assertThat(signed("PUT", path.replace("/0", "/f"), body, "one").status()).isEqualTo(410);
        assertThat(signed("PUT", path, body, "one").status()).isEqualTo(200);
        try (var kept = Files.list(directory.resolve("results/" + batch))) {
            assertThat(kept).containsExactly(directory.resolve("results/" + batch + "/" + hash));
        }
    }
}
