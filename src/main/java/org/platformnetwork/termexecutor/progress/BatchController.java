package org.platformnetwork.termexecutor.progress;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.Batches;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Batches and their tasks as they are at the moment of asking. */
@RestController
final class BatchController {

    private final Batches batches;
    private final BatchLookup lookup;
    private final InstantSource clock;

    BatchController(Batches batches, BatchLookup lookup, InstantSource clock) {
        this.batches = batches;
        this.lookup = lookup;
        this.clock = clock;
    }

    record BatchView(
            String batchId,
            BatchStatus status,
            int totalTasks,
            int completedTasks,
            int passedTasks,
            int failedTasks,
            double aggregateReward,
            int scoredTasks,
            @Nullable Double scoredReward,
            @Nullable String error,
            @Nullable Long durationMs,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            String archiveHash,
            List<TaskView> tasks) {}

    record TasksView(String batchId, List<TaskView> tasks) {}

    record BatchLine(String batchId, Instant createdAt, BatchStatus status) {}

    @GetMapping("/batches")
    List<BatchLine> all() {
        return batches.all().stream()
                .map(batch ->
                        new BatchLine(batch.id().toString(), batch.createdAt(), batch.status()))
                .toList();
    }

    @GetMapping("/batch/{id}")
    BatchView batch(@PathVariable String id) {
        var batch = lookup.batch(id);
        var state = batch.state();
        var duration = state.duration(clock.instant());
        return new BatchView(
                batch.id().toString(),
                state.status(),
                state.totalTasks(),
                state.completedTasks(),
                state.passedTasks(),
                state.failedTasks(),
                state.aggregateReward(),
                state.scoredTasks(),
                state.scoredReward(),
                state.error(),
                duration == null ? null : duration.toMillis(),
                batch.createdAt(),
                state.startedAt(),
                state.finishedAt(),
                batch.archiveHash().toString(),
                state.tasks().stream().map(TaskView::of).toList());
    }

    @GetMapping("/batch/{id}/tasks")
    TasksView tasks(@PathVariable String id) {
        var batch = lookup.batch(id);
        return new TasksView(
                batch.id().toString(), batch.state().tasks().stream().map(TaskView::of).toList());
    }

    /**
     * @param path the task's id behind one slash; it may hold slashes itself, encoded or not
     */
    @GetMapping("/batch/{id}/task/{*path}")
    TaskView.Detail task(@PathVariable String id, @PathVariable String path) {
        return TaskView.Detail.of(lookup.task(lookup.batch(id), path));
    }
}
