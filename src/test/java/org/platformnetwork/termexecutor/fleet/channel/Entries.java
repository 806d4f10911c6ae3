package org.platformnetwork.termexecutor.fleet.channel;

import java.time.Instant;
import java.util.UUID;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;
import org.platformnetwork.termexecutor.task.TaskId;

/** An attempt, and what is printed during it. */
final class Entries {

    static final Request REQUEST =
            new Request(
                    new ExecutionId(new BatchId(new UUID(0, 1)), 0, 1),
                    new ArchiveHash("0".repeat(64)),
                    new TaskId("owner/name-1"),
                    1,
                    false);

    private Entries() {}

    static LogEntry of(String text) {
        return of(REQUEST.task(), text);
    }

    static LogEntry ofAnotherTask(String text) {
        return of(new TaskId("owner/name-2"), text);
    }

    private static LogEntry of(TaskId task, String text) {
        return new LogEntry(
                task,
                0,
                Instant.parse("2026-01-01T00:00:00Z"),
                1,
                TaskStatus.RUNNING_AGENT,
                "agent",
                LogEntry.Stream.STDOUT,
                text);
    }
}
