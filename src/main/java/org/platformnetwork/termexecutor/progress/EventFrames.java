package org.platformnetwork.termexecutor.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes a batch's events as the contract's JSON frames. */
@Component
final class EventFrames {

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

    private record BatchComplete(
            BatchStatus status,
            int total,
            int passed,
            int failed,
            double reward,
            long durationMs) {}

    private record Refusal(String error, String batchId) {}

    /**
     * The first frame.
     *
     * @param seq the frames after it begin with the event behind this one
     */
    String snapshot(Batch batch, BatchState state, long seq, Instant now) {
        var data =
                new Snapshot(
                        state.status(),
                        state.totalTasks(),
                        state.completedTasks(),
                        state.passedTasks(),
                        state.failedTasks(),
                        state.aggregateReward(),
                        state.tasks().stream().map(TaskView::forSnapshot).toList());
        return json.writeValueAsString(
                new Frame("snapshot", batch.id().toString(), null, seq, now, data));
    }

    String event(Batch batch, BatchEvent event) {
        var change = event.change();
        var task = change.task();
        return json.writeValueAsString(
                new Frame(
                        change.event(),
                        batch.id().toString(),
                        task == null ? null : task.value(),
                        event.seq(),
                        event.time(),
                        data(change)));
    }

    String batchNotFound(String batchId) {
        return json.writeValueAsString(new Refusal("batch_not_found", batchId));
    }

    private static Object data(BatchEvent.Change change) {
        return switch (change) {
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
