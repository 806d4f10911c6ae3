package org.platformnetwork.termexecutor.batch.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.util.unit.DataSize;

class BatchLogsTests {

    private static final TaskId TASK = new TaskId("t");

    private @TempDir Path directory;

    private BatchLogs logs(long each, long total) {
        return new BatchLogs(
                directory,
                new BatchSettings(
                        Duration.ofHours(2), DataSize.ofBytes(each), DataSize.ofBytes(total)));
    }

    private BatchId written(int minute, int bytes) throws IOException {
        var id = BatchId.random();
        var file = Files.write(directory.resolve(id.toString()), new byte[bytes]);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.EPOCH.plus(Duration.ofMinutes(minute))));
        return id;
    }

    private static boolean print(BatchLog log, int bytes) {
        return log.append(
                0,
                new LogEntry(
                        TASK,
                        0,
                        Instant.EPOCH,
                        1,
                        TaskStatus.RUNNING_AGENT,
                        "agent",
                        LogEntry.Stream.STDOUT,
                        "x".repeat(bytes)),
                List.of());
    }

    @Test
    void oldestLogsOfEndedBatchesGoFirst() throws IOException {
        var second = written(2, 1000);
        var live = written(1, 1000);
        var first = written(0, 1000);
        var third = written(3, 1000);
        var fresh = BatchId.random();

        print(logs(1000, 3500).of(fresh, live.toString()::equals), 10);

        assertThat(logs(1000, 3500).names())
                .contains(live.toString(), third.toString(), fresh.toString())
                .doesNotContain(first.toString(), second.toString());
    }

    @Test
    void nothingGoesWhileThereIsRoom() throws IOException {
        written(0, 1000);
        written(1, 1000);

        print(logs(1000, 3000).of(BatchId.random(), id -> false), 10);

        assertThat(logs(1000, 3000).names()).hasSize(3);
    }

    @Test
    void logThatHasBegunGoesOnWithoutMoreRoom() throws IOException {
        var begun = written(0, 0);
        var other = written(1, 5000);

        print(logs(1000, 1000).of(begun, id -> true), 10);

        assertThat(logs(1000, 1000).names()).contains(other.toString(), begun.toString());
    }

    @Test
    void oneLogIsNoLargerThanAllTogether() {
        var log = logs(100_000, 1000).of(BatchId.random(), id -> true);

        print(log, 500);
        print(log, 500);

        assertThat(log.read(0, log.size()).getLast().text())
                .contains("The log of this task is full");
    }
}
