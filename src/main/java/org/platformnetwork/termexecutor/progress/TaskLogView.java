package org.platformnetwork.termexecutor.progress;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.progress.LogSettings.LogVisibility;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;

/**
 * A part of what was printed for a task, as clients read it.
 *
 * @param next the number to ask with for what follows
 * @param complete whether nothing follows, now or later
 */
record TaskLogView(
        String batchId,
        String taskId,
        @Nullable TaskStatus phase,
        long from,
        long next,
        boolean complete,
        List<Entry> entries) {

    /** See {@link LogEntry}. */
    record Entry(
            long number,
            Instant time,
            int attempt,
            TaskStatus phase,
            String step,
            LogEntry.Stream stream,
            String text) {
        static Entry of(LogEntry entry) {
            return new Entry(
                    entry.number(),
                    entry.time(),
                    entry.attempt(),
                    entry.phase(),
                    entry.step(),
                    entry.stream(),
                    entry.text());
        }
    }

    /**
     * Reads.
     *
     * @param task taken before the log is read, so that a task that has ended is complete
     * @param first null for the beginning
     * @throws ApiException as {@code logs_not_public}, or {@code invalid_parameter} for an unknown
     *     phase
     */
    static TaskLogView of(
            Batch batch,
            TaskState task,
            @Nullable String phase,
            @Nullable Long first,
            LogVisibility logVisibility) {
        var wanted = phase == null ? null : phase(phase);
        if (!logVisibility.show(batch.state())) {
            throw new ApiException(
                    ErrorCode.LOGS_NOT_PUBLIC,
                    logVisibility == LogVisibility.NEVER
                            ? "This executor does not publish logs."
                            : "Logs become public when the batch has ended.");
        }
        long from = first == null ? 1 : first;
        var page = batch.timeline().log().find(task.id(), wanted, from);
        return new TaskLogView(
                batch.id().toString(),
                task.id().value(),
                wanted,
                from,
                page.next(),
                page.isLast() && task.status().isTerminal(),
                page.entries().stream().map(Entry::of).toList());
    }

    private static TaskStatus phase(String name) {
        return Arrays.stream(TaskStatus.values())
                .filter(status -> status.wireName().equals(name))
                .filter(status -> status != TaskStatus.QUEUED && !status.isTerminal())
                .findFirst()
                .orElseThrow(() ->
                        Parameters.invalid(
                                "phase must be cloning_repo, installing_deps, running_agent or"
                                        + " running_tests."));
    }
}
