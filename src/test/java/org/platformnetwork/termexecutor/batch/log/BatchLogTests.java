package org.platformnetwork.termexecutor.batch.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.platformnetwork.termexecutor.testing.Shell;

class BatchLogTests {

    private static final TaskId ONE = new TaskId("owner/one-1");
    private static final TaskId TWO = new TaskId("two");

    private @TempDir Path directory;
    private Path file;

    @BeforeEach
    void open() {
        file = directory.resolve("logs").resolve("batch");
    }

    private BatchLog log(long limit) {
        return new BatchLog(file, limit, () -> {});
    }

    private BatchLog log() {
        return log(100_000_000);
    }

    private static LogEntry entry(TaskId task, TaskStatus phase, String text) {
        return new LogEntry(task, 0, Instant.EPOCH, 1, phase, "step", LogEntry.Stream.STDOUT, text);
    }

    private static LogEntry entry(TaskId task, String text) {
        return entry(task, TaskStatus.RUNNING_AGENT, text);
    }

    private static List<String> texts(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::text).toList();
    }

    @Test
    void keepsWhatWasPrintedWhateverItIs() {
        var text = "a\n\r\u2028\u001b[31m\u0000\"\\ \ud83d\ude00 \ufffd";
        var log = log();
        log.append(7, entry(ONE, text), List.of());

        assertThat(log.read(0, 1)).containsExactly(entry(ONE, text).numbered(1));
        assertThat(log.after(0)).isEqualTo(7);
        assertThat(log().read(0, log().size())).isEqualTo(log.read(0, 1));
    }

    @Test
    void entriesAreNumberedForEachTask() {
        var log = log();
        log.append(0, entry(ONE, "a"), List.of());
        log.append(0, entry(TWO, "b"), List.of());
        log.append(0, entry(ONE, "c"), List.of());
        var again = log();
        again.append(0, entry(ONE, "d"), List.of());

        assertThat(again.read(0, 4))
                .extracting(LogEntry::task, LogEntry::number)
                .containsExactly(tuple(ONE, 1L), tuple(TWO, 1L), tuple(ONE, 2L), tuple(ONE, 3L));
    }

    /** As the logs of a service that was root are to one that is not. */
    @Test
    @EnabledIfRoot
    @EnabledIfCommand("chattr")
    void readsWhatItMayNotWrite() {
        log().append(0, entry(ONE, "a"), List.of());
        var path = file.toString();
        assumeTrue(
                Shell.run(directory, "chattr +i \"$1\" 2>&1 || echo no", path).isEmpty(),
                "this file system knows no such attribute");
        try {
            var again = log();

            assertThat(texts(again.read(0, again.size()))).containsExactly("a");
            assertThat(again.append(0, entry(ONE, "b"), List.of())).isFalse();
            assertThat(texts(again.read(0, again.size()))).containsExactly("a");
        } finally {
            Shell.run(directory, "chattr -i \"$1\"", path);
        }
    }

    @Test
    void findsEntriesOfATaskAndOfAPhase() {
        var log = log();
        log.append(0, entry(ONE, TaskStatus.CLONING_REPO, "a"), List.of());
        log.append(0, entry(TWO, "b"), List.of());
        log.append(0, entry(ONE, "c"), List.of());
        log.append(0, entry(ONE, "d"), List.of());

        assertThat(texts(log.find(ONE, null, 1).entries())).containsExactly("a", "c", "d");
        assertThat(log.find(ONE, null, 1).next()).isEqualTo(4);
        assertThat(texts(log.find(ONE, null, 3).entries())).containsExactly("d");
        assertThat(texts(log.find(ONE, TaskStatus.RUNNING_AGENT, 1).entries()))
                .containsExactly("c", "d");
        assertThat(log.find(ONE, TaskStatus.RUNNING_TESTS, 1))
                .isEqualTo(new BatchLog.Page(List.of(), 4, true));
        assertThat(log.find(ONE, null, 9)).isEqualTo(new BatchLog.Page(List.of(), 9, true));
        assertThat(log.find(new TaskId("other"), null, 1))
                .isEqualTo(new BatchLog.Page(List.of(), 1, true));
    }

    @Test
    void largeLogIsReadInParts() {
        var log = log();
        var all = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            all.add(i + "x".repeat(100_000));
            log.append(i, entry(ONE, all.getLast()), List.of());
        }

        var read = new ArrayList<String>();
        while (read.size() < 40) {
            var part = log.read(read.size(), 40);
            assertThat(part).hasSizeBetween(1, 10);
            read.addAll(texts(part));
        }
        assertThat(read).isEqualTo(all);

        var found = new ArrayList<String>();
        var page = log.find(ONE, null, 1);
        while (true) {
            assertThat(page.entries()).hasSizeBetween(1, 10);
            found.addAll(texts(page.entries()));
            if (page.isLast()) {
                break;
            }
            page = log.find(ONE, null, page.next());
        }
        assertThat(found).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60})
    void lineThatACrashCutOffIsForgotten(int lost) throws IOException {
        var log = log();
        LongStream.range(0, 3)
                .forEach(i -> log.append((int) i, entry(ONE, "text " + i), List.of()));
        long size = Files.size(file);
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(size - lost);
        }

        var again = log();
        int kept = again.size();
        again.append(5, entry(ONE, "next"), List.of());

        // Without its line break only, the line is whole.
        assertThat(kept).isEqualTo(lost == 1 ? 3 : 2);
        assertThat(texts(log().read(0, kept + 1))).hasSize(kept + 1).endsWith("next");
        assertThat(log().find(ONE, null, kept + 1).entries().getFirst().number())
                .isEqualTo(kept + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void logOverItsLimitSaysSoAndEnds(int difference) throws IOException {
        log().append(0, entry(ONE, "first"), List.of());
        log().append(0, entry(ONE, "other"), List.of());
        long both = Files.size(file);
        Files.delete(file);

        var log = log(both + difference);
        log.append(0, entry(ONE, "first"), List.of());
        log.append(0, entry(ONE, "other"), List.of());
        boolean isThirdKept = log.append(0, entry(ONE, "third"), List.of());
        log.append(0, entry(ONE, "fourth"), List.of());

        var texts = texts(log.read(0, log.size()));
        assertThat(texts).last().asString().contains("The log of this task is full");
        assertThat(texts).hasSize(difference < 0 ? 2 : 3);
        assertThat(texts.contains("other")).isEqualTo(difference >= 0);
        assertThat(isThirdKept).isEqualTo(difference >= 0);
    }

    @Test
    void taskThatPrintsMuchLeavesTheOthersTheirShare() throws IOException {
        var tasks = List.of(TaskState.queued(ONE), TaskState.queued(TWO));
        var log = log(40_000);
        print(log, 100, ONE, tasks);
        assertThat(count(log, ONE)).isBetween(17, 19);
        assertThat(texts(log.find(ONE, null, 1).entries()).getLast())
                .contains("The log of this task is full");

        print(log, 10, TWO, tasks);
        var again = log(40_000);
        print(again, 100, TWO, tasks);

        assertThat(count(again, TWO)).isBetween(17, 19);
        assertThat(Files.size(file)).isLessThan(41_000);
    }

    @Test
    void shareOfATaskThatHasEndedIsLent() throws IOException {
        var ended = new TaskState(TWO, TaskStatus.FAILED, TaskState.Run.NONE, null);
        var tasks = List.of(TaskState.queued(ONE), ended);
        var log = log(40_000);
        print(log, 5, TWO, tasks);

        print(log, 100, ONE, tasks);

        assertThat(count(log, ONE)).isBetween(30, 33);
        assertThat(Files.size(file)).isLessThan(41_000);
    }

    private static void print(BatchLog log, int entries, TaskId task, List<TaskState> tasks) {
        for (int i = 0; i < entries; i++) {
            log.append(0, entry(task, "x".repeat(900)), tasks);
        }
    }

    private static int count(BatchLog log, TaskId task) {
        return log.find(task, null, 1).entries().size();
    }

    @Test
    void logThatWasRemovedIsEmpty() throws IOException {
        var log = log();
        log.append(0, entry(ONE, "a"), List.of());
        Files.delete(file);

        assertThat(log.find(ONE, null, 1).entries()).isEmpty();
        assertThat(log.read(0, 1)).isEmpty();
        assertThat(log.size()).isZero();
        assertThat(log.append(0, entry(ONE, "b"), List.of())).isFalse();
    }

    @Test
    void logThatCannotBeWrittenEndsQuietly() throws IOException {
        Files.writeString(directory.resolve("logs"), "no directory");

        assertThat(log().append(0, entry(ONE, "a"), List.of())).isFalse();
        assertThat(log().size()).isZero();
    }
}
