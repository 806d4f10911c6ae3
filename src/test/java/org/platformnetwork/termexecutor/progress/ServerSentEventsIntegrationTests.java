package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A batch followed over plain HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class ServerSentEventsIntegrationTests {

    private Path directory;
    private RunningService service;

    private record Event(long id, String name, JsonNode data) {

        static List<Event> all(String body) {
            var events = new ArrayList<Event>();
            for (var block : body.strip().split("\n\n", -1)) {
                var lines = block.lines().toList();
                assertThat(lines).hasSize(3);
                events.add(
                        new Event(
                                Long.parseLong(value(lines.get(0), "id: ")),
                                value(lines.get(1), "event: "),
                                JsonMapper.shared().readTree(value(lines.get(2), "data: "))));
            }
            return events;
        }

        private static String value(String line, String field) {
            assertThat(line).startsWith(field);
            return line.substring(field.length());
        }
    }

    @BeforeAll
    void start(@TempDir Path own) {
        directory = own;
        start();
    }

    private void start() {
        service = start("work", Map.of());
    }

    private RunningService start(String workspace, Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("ISOLATION", "process");
        return RunningService.start(directory.resolve(workspace), environment);
    }

    @AfterEach
    void noStreamIsLeft() {
        await().until(() -> service.bean(EventStreams.class).count() == 0);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void followerSeesASnapshotAndThenEveryEventToTheEnd() {
        var batch = FollowedBatch.of(service, 100);
        var answer = followed(batch, "");
        batch.endTasks();
        batch.end();
        var events = Event.all(answer.join().response().body());

        assertThat(answer.join().response().headers().map())
                .containsEntry("Content-Type", List.of("text/event-stream"))
                .containsEntry("Access-Control-Allow-Origin", List.of("*"))
                .containsEntry("Cache-Control", List.of("no-store"));
        assertThat(events.getFirst().name()).isEqualTo("snapshot");
        assertThat(events.getFirst().data().at("/data/tasks").size()).isEqualTo(100);
        assertThat(events.stream().map(Event::id))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 103).boxed().toList());
        assertThat(events.getLast().name()).isEqualTo("stream_closed");
    }

    @Test
    void dataIsTheFrameOfTheWebSocket() {
        var batch = ended(5);
        var events = service.client().events("?batch_id=" + batch.id() + "&from=1");
        events.closed().join();

        assertThat(Event.all(get(batch, "?from=1").response().body()))
                .extracting(Event::data)
                .containsExactlyElementsOf(events.frames().subList(1, events.frames().size()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 1",
        "'', 1, 2",
        "'', 6, 7",
        "?from=1, '', 1",
        "?from=7, '', 7",
        "?from=8, '', 8",
        "?from=1, 4, 5"
    })
    void resumingBeginsWithTheNextEventAndWithoutASnapshot(
            String query, String lastId, long first) {
        var batch = ended(5);
        var events = Event.all(get(batch, query, lastId).response().body());

        assertThat(events.stream().map(Event::id))
                .containsExactlyElementsOf(LongStream.rangeClosed(first, 8).boxed().toList());
        assertThat(events).extracting(Event::name).doesNotContain("snapshot");
    }

    @ParameterizedTest
    @CsvSource({"'', 8", "?from=9, ''", "'', 999999999999999999"})
    void clientThatHasSeenTheEndIsToldToStayAway(String query, String lastId) {
        var answer = get(ended(5), query, lastId);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.response().body()).isEmpty();
    }

    @Test
    void followerOfAnEndedBatchGetsTheSnapshotAndTheFarewell() {
        assertThat(Event.all(get(ended(5), "").response().body()))
                .extracting(Event::name)
                .containsExactly("snapshot", "stream_closed");
    }

    @ParameterizedTest
    @CsvSource({"?from=0, ''", "?from=x, ''", "'', x", "'', -1", "'', 1000000000000000000"})
    void placeThatIsNoneIsRefused(String query, String lastId) {
        var answer = get(ended(5), query, lastId);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_parameter");
    }

    @Test
    void unknownBatchIsNotFound() {
        var answer = service.client().get("/batch/00000000-0000-4000-8000-000000000000/events");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("error")).isEqualTo("batch_not_found");
    }

    @Test
    void headIsAnsweredWithoutAStream() {
        var batch = FollowedBatch.of(service, 1);
        var request =
                service.client()
                        .request("/batch/" + batch.id() + "/events")
                        .method("HEAD", BodyPublishers.noBody());

        assertThat(service.client().send(request.build()).status()).isEqualTo(200);
    }

    @Test
    void stopEndsTheStreamAndAnotherStartGoesOn() {
        var batch = FollowedBatch.of(service, 3);
        var answer = followed(batch, "");
        batch.endTasks();
        batch.end();
        var seen = Event.all(answer.join().response().body());
        await().until(() -> service.bean(EventStreams.class).count() == 0);
        var open = FollowedBatch.of(service, 1);
        var cut = followed(open, "?from=1");
        service.close();

        assertThat(Event.all(cut.join().response().body())).hasSize(1);
        start();
        assertThat(Event.all(get(batch, "", "3").response().body()))
                .isEqualTo(seen.subList(3, seen.size()));
    }

    @Test
    void readerThatTakesNothingIsCutOff() throws IOException {
        var settings = Map.of("server.tomcat.connection-timeout", "1s");
        try (var impatient = start("impatient", settings);
                var socket = new Socket()) {
            var batch = FollowedBatch.of(impatient, 6000);
            socket.setReceiveBufferSize(4096);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), impatient.port()));
            var request = "GET /batch/%s/events HTTP/1.1\r\nHost: x\r\n\r\n".formatted(batch.id());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var streams = impatient.bean(EventStreams.class);
            await().until(() -> streams.count() == 1);
            batch.endTasks();

            await().until(() -> streams.count() == 0);
            assertThat(text(socket.getInputStream())).doesNotContain("\"seq\":6001");
        }
    }

    private static String text(InputStream in) {
        var text = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    private FollowedBatch ended(int tasks) {
        var batch = FollowedBatch.of(service, tasks);
        batch.endTasks();
        batch.end();
        return batch;
    }

    /** An answer that is not waited for; returns once the service streams it. */
    private CompletableFuture<ServiceClient.Answer> followed(FollowedBatch batch, String query) {
        var answer = CompletableFuture.supplyAsync(() -> get(batch, query));
        await().until(() -> service.bean(EventStreams.class).count() > 0);
        return answer;
    }

    private ServiceClient.Answer get(FollowedBatch batch, String query) {
        return get(batch, query, "");
    }

    private ServiceClient.Answer get(FollowedBatch batch, String query, String lastId) {
        var request = service.client().request("/batch/" + batch.id() + "/events" + query);
        return service.client()
                .send(
                        lastId.isEmpty()
                                ? request.build()
                                : request.header("Last-Event-ID", lastId).build());
    }
}
