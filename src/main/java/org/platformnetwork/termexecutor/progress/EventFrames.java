package org.platformnetwork.termexecutor.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/** Writes a batch's events as the contract's JSON frames. */
@Component
final class EventFrames {

    static final String TASK_LOG = "task_log";

    private final JsonMapper json;

    EventFrames(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param seq null on a frame that is no entry of the log
     * @param taskId beside {@code data} in a task's events, else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Frame(
            String event,
            String batchId,
            @Nullable String taskId,
            @Nullable Long seq,
            @Nullable Instant time,
            Object data) {}

    private record Snapshot(
            BatchStatus status,
            int totalTasks,
            int completedTasks,
            int passedTasks,
            int failedTasks,
            double aggregateReward,
            List<TaskView> tasks) {}

    private record TaskStarted(String taskId) {}

    private record TaskPhase(String taskId, TaskStatus phase) {}

    private record TaskComplete(
            String taskId, TaskStatus status, @Nullable Boolean passed, double reward) {}

    private record TaskLog(
            String taskId,
            TaskStatus phase,
            LogEntry.Stream stream,
            String text,
            int attempt,
            String step,
            long number) {}

    private record BatchComplete(
            BatchStatus status,
            int total,
            int passed,
            int failed,
            double reward,
            long durationMs) {}

    private record Refusal(String error, String batchId) {}

    /**
     * Writes the first frame, which can be large, bit by bit.
     *
     * @param seq the frames after it begin with the event behind this one
     * @param out is left open
     */
    void snapshot(
            Batch batch,
            BatchState state,
            OutputVisibility outputVisibility,
            long seq,
            Instant now,
            Writer out)
            throws IOException {
        var data =
                new Snapshot(
                        state.status(),
                        state.totalTasks(),
                        state.completedTasks(),
                        state.passedTasks(),
                        state.failedTasks(),
                        state.aggregateReward(),
                        TaskView.all(batch, state, outputVisibility));
        var frame = new Frame("snapshot", batch.id().toString(), null, seq, now, data);
        try {
            json.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET).writeValue(out, frame);
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /**
     * @param seq where it stands in the reader's sequence
     */
    String event(Batch batch, long seq, BatchEvent event) {
        var eventPayload = event.payload();
        var task = eventPayload.task();
        return json.writeValueAsString(
                new Frame(
                        eventPayload.event(),
                        batch.id().toString(),
                        task == null ? null : task.value(),
                        seq,
                        event.time(),
                        data(eventPayload)));
    }

    String printed(Batch batch, long seq, LogEntry entry) {
        var task = entry.task().value();
        return json.writeValueAsString(
                new Frame(
                        TASK_LOG,
                        batch.id().toString(),
                        task,
                        seq,
                        entry.time(),
                        new TaskLog(
                                task,
                                entry.phase(),
                                entry.stream(),
                                entry.text(),
                                entry.attempt(),
                                entry.step(),
                                entry.number())));
    }

    String batchNotFound(String batchId) {
        return json.writeValueAsString(new Refusal("batch_not_found", batchId));
    }

    private static Object data(BatchEvent.EventPayload eventPayload) {
        return switch (eventPayload) {
            case BatchEvent.BatchStarted started -> started;
            case BatchEvent.TaskStarted(var task) -> new TaskStarted(task.value());
            case BatchEvent.TaskPhase(var task, var phase) -> new TaskPhase(task.value(), phase);
            case BatchEvent.TaskComplete(var task, var status, var passed, double reward) ->
                    new TaskComplete(task.value(), status, passed, reward);
            case BatchEvent.BatchComplete complete ->
                    new BatchComplete(
                            complete.status(),
                            complete.total(),
                            complete.passed(),
                            complete.failed(),
                            complete.reward(),
                            complete.duration().toMillis());
            case BatchEvent.StreamClosed closed -> Map.of();
        };
    }
}
