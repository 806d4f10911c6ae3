package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.progress.EventFeed.EventItem;
import org.platformnetwork.termexecutor.progress.EventFeed.Item;
import org.platformnetwork.termexecutor.progress.EventFeed.LogItem;
import org.platformnetwork.termexecutor.progress.LogSettings.LogVisibility;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.task.TaskId;

class EventFeedTests {

    private static final int TASKS = 5;

    private @TempDir Path directory;
    private TestStore store;
    private Batch batch;

    @BeforeEach
    void open() {
        store = TestStore.open(directory.resolve("data"), "");
        batch =
                TestBatches.open(
                        store.store(),
                        TestBatches.create(store.store(), InstantSource.system()),
                        new ArchiveHash(UUID.randomUUID().toString().replace("-", "").repeat(2)),
                        InstantSource.system());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static TaskId task(int number) {
        return new TaskId("task-" + number);
    }

    private void begin() {
        batch.run(
                new BatchInputs("cafe", "process", "1", List.of()),
                IntStream.range(0, TASKS)
                        .mapToObj(number -> TaskState.queued(task(number)))
                        .toList());
    }

    private void print(int task, String text) {
        batch.timeline()
                .print(
                        new LogEntry(
                                task(task),
                                0,
                                Instant.EPOCH,
                                1,
                                TaskStatus.RUNNING_AGENT,
                                "agent",
                                LogEntry.Stream.STDOUT,
                                text));
    }

    private EventFeed feed(LogVisibility logVisibility) {
        return new EventFeed(batch, true, logVisibility);
    }

    private static List<Item> all(EventFeed feed, long from) throws InterruptedException {
        var items = new ArrayList<Item>();
        long seen = from - 1;
        for (var next = feed.after(seen, Duration.ZERO);
                !next.isEmpty();
                next = feed.after(seen, Duration.ZERO)) {
            items.addAll(next);
            seen = items.getLast().seq();
        }
        return items;
    }

    private static List<String> texts(List<Item> items) {
        return items.stream()
                .map(item ->
                        switch (item) {
                            case EventItem(long seq, var event) -> event.payload().event();
                            case LogItem(long seq, var entry) -> entry.text();
                        })
                .toList();
    }

    @Test
    void logsStandWhereTheyWerePrinted() throws InterruptedException {
        begin();
        print(0, "a");
        batch.taskEnters(task(0), TaskStatus.RUNNING_AGENT);
        print(0, "b");
        print(1, "c");
        batch.finish(null);
        print(1, "too late");

        assertThat(texts(all(feed(LogVisibility.LIVE), 1)))
                .containsExactly(
                        "batch_started",
                        "a",
                        "task_started",
                        "task_phase",
                        "b",
                        "c",
                        "batch_complete",
                        "stream_closed");
        assertThat(texts(all(feed(LogVisibility.AFTER), 1)))
                .containsExactly(
                        "batch_started",
                        "task_started",
                        "task_phase",
                        "batch_complete",
                        "a",
                        "b",
                        "c",
                        "stream_closed");
        assertThat(texts(all(feed(LogVisibility.NEVER), 1)))
                .doesNotContain("a", "b", "c")
                .hasSize(5);
        assertThat(texts(all(new EventFeed(batch, false, LogVisibility.LIVE), 1))).hasSize(5);
    }

    @Test
    void nothingPrintedIsShownBeforeTheEnd() throws InterruptedException {
        begin();
        print(0, "a");

        assertThat(texts(all(feed(LogVisibility.AFTER), 1))).containsExactly("batch_started");
    }

    /** Whatever is printed and happens in whatever order, seen at whatever moments. */
    @ParameterizedTest
    @EnumSource(LogVisibility.class)
    void everyReaderSeesOneSequenceWithoutGaps(LogVisibility logVisibility)
            throws InterruptedException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        begin();
        var seenLive = new ArrayList<Item>();
        for (int step = 0; step < 120; step++) {
            if (random.nextInt(3) > 0) {
                print(random.nextInt(TASKS), "text " + step);
            } else {
                batch.taskEnters(task(random.nextInt(TASKS)), TaskStatus.RUNNING_TESTS);
            }
            if (random.nextInt(4) == 0) {
                seenLive.addAll(feed(logVisibility).after(seenLive.size(), Duration.ZERO));
            }
        }
        batch.finish(null);
        seenLive.addAll(all(feed(logVisibility), seenLive.size() + 1L));
        var whole = all(feed(logVisibility), 1);

        assertThat(seenLive).as("seed %d", seed).isEqualTo(whole);
        assertThat(whole.stream().map(Item::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, whole.size()).boxed().toList());
        for (int from = 1; from <= whole.size(); from++) {
            assertThat(all(feed(logVisibility), from))
                    .isEqualTo(whole.subList(from - 1, whole.size()));
        }
        assertThat(feed(logVisibility).isComplete(whole.size())).isTrue();
        assertThat(feed(logVisibility).isComplete(whole.size() - 1)).isFalse();
        assertThat(feed(logVisibility).seenBy(batch.state())).isEqualTo(whole.size() - 1);
    }

    @Test
    void readerWhoIsAheadGetsNothingThatHasAnotherNumber() throws InterruptedException {
        begin();
        var next = waiting(1_000_000);
        while (!next.isDone()) {
            print(0, "a");
        }
        batch.finish(null);

        assertThat(next.join()).isEmpty();
        assertThat(feed(LogVisibility.LIVE).after(1_000_000, Duration.ZERO)).isEmpty();
    }

    private CompletableFuture<List<Item>> waiting(long seen) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return feed(LogVisibility.LIVE).after(seen, Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void readerWaitsForWhatIsPrinted() throws InterruptedException {
        begin();
        var next = waiting(1);
        print(0, "a");

        assertThat(texts(next.join())).containsExactly("a");
        assertThat(feed(LogVisibility.LIVE).seenBy(batch.state())).isEqualTo(2);
        assertThat(feed(LogVisibility.LIVE).after(2, Duration.ofMillis(10))).isEmpty();
    }
}
