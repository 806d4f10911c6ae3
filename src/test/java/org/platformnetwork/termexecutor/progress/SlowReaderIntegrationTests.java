package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of readers that let the service wait. */
class SlowReaderIntegrationTests {

    /** Their events are more than the kernel holds for a reader. */
    private static final int TASKS = 6000;

    private @TempDir Path directory;

    @Test
    void readerThatTakesNothingIsCutOffAndResumes() throws IOException {
        try (var service = start(Map.of("stream.lost", "1s"))) {
            var streams = service.bean(EventStreams.class);
            var batch = FollowedBatch.of(service, TASKS);
            try (var reader = new SlowReader(service.port(), "?batch_id=" + batch.id())) {
                await().until(() -> streams.count() == 1);
                batch.endTasks();
                await().until(() -> streams.count() == 0);

                assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
            }
            batch.end();
            assertThatResumingGetsEverythingFrom(1, service, batch);
        }
    }

    @Test
    void readerThatWasLateIsToldSoAndResumes() throws IOException {
        try (var service = start(Map.of("stream.late", "200ms"))) {
            var batch = FollowedBatch.of(service, TASKS);
            long last = 0;
            try (var reader = new SlowReader(service.port(), "?batch_id=" + batch.id())) {
                assertThat(reader.next()).startsWith("{\"event\":\"snapshot\"");
                batch.endTasks();
                untilNothingMoves(reader);
                var message = reader.next();
                while (!message.startsWith("close")) {
                    long seq = JsonMapper.shared().readTree(message).path("seq").asLong();
                    assertThat(seq).isEqualTo(last == 0 ? 2 : last + 1);
                    last = seq;
                    message = reader.next();
                }

                assertThat(message).isEqualTo("close 1013");
                assertThat(last).isBetween(2L, batch.events() - 1);
            }
            batch.end();
            assertThatResumingGetsEverythingFrom(last + 1, service, batch);
        }
    }

    /** The service waits for the reader for at least as long as this does. */
    private static void untilNothingMoves(SlowReader reader) {
        var seen = new ArrayList<Integer>();
        await().pollInterval(Duration.ofMillis(50))
                .during(Duration.ofSeconds(1))
                .until(() -> {
                    seen.add(reader.waiting());
                    return seen.size() > 1 && seen.getLast().equals(seen.get(seen.size() - 2));
                });
    }

    /** Resumes until the end: on a busy machine this reader may be late as well. */
    private static void assertThatResumingGetsEverythingFrom(
            long first, RunningService service, FollowedBatch batch) {
        var seen = new ArrayList<Long>();
        int code;
        do {
            long from = first + seen.size();
            var events = service.client().events("?batch_id=" + batch.id() + "&from=" + from);
            code = events.closed().orTimeout(60, TimeUnit.SECONDS).join();
            events.frames().stream().skip(1).forEach(frame -> seen.add(frame.path("seq").asLong()));
        } while (code == 1013);

        assertThat(code).isEqualTo(1000);
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(first, batch.events()).boxed().toList());
    }

    private RunningService start(Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("ISOLATION", "process");
        return RunningService.start(directory.resolve("work"), environment);
    }
}
