package org.platformnetwork.termexecutor.progress;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchLookup;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.BatchSummary;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.consensus.CancellationVoting;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Batches and their tasks as they are at the moment of asking. */
@RestController
final class BatchController {

    private static final String LOG = "/log";

    private final Batches batches;
    private final BatchLookup lookup;
    private final LogSettings settings;
    private final QueueStatus queueStatus;
    private final InstantSource clock;

    BatchController(
            Batches batches,
            BatchLookup lookup,
            LogSettings settings,
            QueueStatus queueStatus,
            InstantSource clock) {
        this.batches = batches;
        this.lookup = lookup;
        this.settings = settings;
        this.queueStatus = queueStatus;
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
            @Nullable String agentHash,
            @JsonUnwrapped QueueStatus.Standing standing,
            List<CancellationCount> cancellationVotes,
            List<TaskView> tasks) {}

    /**
     * Votes to cancel what has not ended.
     *
     * @param taskId null for the whole batch
     */
    record CancellationCount(@Nullable String taskId, int votes, int required) {
        static CancellationCount of(CancellationVoting.Count count) {
            var task = count.task();
            return new CancellationCount(
                    task == null ? null : task.value(), count.votes(), count.required());
        }
    }

    record TasksView(String batchId, List<TaskView> tasks) {}

    record LineView(
            String batchId,
            Instant createdAt,
            BatchStatus status,
            String archiveHash,
            int totalTasks,
            int completedTasks,
            int passedTasks,
            int failedTasks,
            double aggregateReward,
            int scoredTasks,
            @Nullable String error,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @JsonUnwrapped QueueStatus.Standing standing) {
        static LineView of(BatchSummary line, QueueStatus.Moment now) {
            return new LineView(
                    line.id().toString(),
                    line.createdAt(),
                    line.progress().status(),
                    line.archiveHash().toString(),
                    line.tasks().total(),
                    line.tasks().completed(),
                    line.tasks().passed(),
                    line.tasks().failed(),
                    line.aggregateReward(),
                    line.tasks().scored(),
                    line.progress().error(),
                    line.progress().startedAt(),
                    line.progress().finishedAt(),
                    now.of(line.id(), line.createdAt(), line.tally()));
        }
    }

    /**
     * All batches, or a page of them.
     *
     * @param status only those with this one
     * @param before only those after this batch in the list: the last one of the page before
     * @param limit how many at most
     */
    @GetMapping("/batches")
    List<LineView> all(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String limit) {
        var wanted = Parameters.status(status);
        var last = before == null ? null : lookup.batch(before).id();
        var now = queueStatus.now();
        var lines = batches.all().stream();
        if (last != null) {
            lines = lines.dropWhile(line -> !line.id().equals(last)).skip(1);
        }
        return lines.filter(line -> wanted == null || line.progress().status() == wanted)
                .limit(Parameters.limit(limit))
                .map(line -> LineView.of(line, now))
                .toList();
    }

    /**
     * One batch.
     *
     * @param outputs {@code false} leaves out what commands printed and what agents changed
     */
    @GetMapping("/batch/{id}")
    BatchView batch(
            @PathVariable String id, @RequestParam(required = false) @Nullable String outputs) {
        var batch = lookup.batch(id);
        var state = batch.state();
        var duration = state.duration(clock.instant());
        var inputs = state.inputs();
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
                inputs == null ? null : inputs.agentHash(),
                queueStatus.of(batch),
                queueStatus.cancellation(state).stream().map(CancellationCount::of).toList(),
                tasks(batch, state, outputs));
    }

    @GetMapping("/batch/{id}/tasks")
    TasksView tasks(
            @PathVariable String id, @RequestParam(required = false) @Nullable String outputs) {
        var batch = lookup.batch(id);
        return new TasksView(batch.id().toString(), tasks(batch, batch.state(), outputs));
    }

    private List<TaskView> tasks(Batch batch, BatchState state, @Nullable String outputs) {
        var all = outputs(state);
        var shown = Parameters.flag("outputs", outputs, true) ? all : all.leftOut();
        return TaskView.all(batch, state, shown);
    }

    private OutputVisibility outputs(BatchState state) {
        return OutputVisibility.whole(settings.publicLogs().show(state));
    }

    /**
     * One task, or behind {@code /log} what was printed for it; a task whose id ends so comes
     * first.
     *
     * @param path the task's id behind one slash; it may hold slashes itself, encoded or not
     * @param phase of the log; null for all of them
     * @param from the first entry of the log that is wanted
     */
    @GetMapping("/batch/{id}/task/{*path}")
    Object task(
            @PathVariable String id,
            @PathVariable String path,
            @RequestParam(required = false) @Nullable String phase,
            @RequestParam(required = false) @Nullable String from) {
        var batch = lookup.batch(id);
        if (path.endsWith(LOG) && !lookup.hasTask(batch, path)) {
            var task = lookup.task(batch, path.substring(0, path.length() - LOG.length()));
            return TaskLogView.of(batch, task, phase, Parameters.from(from), settings.publicLogs());
        }
        return TaskView.of(batch, lookup.task(batch, path), outputs(batch.state()));
    }
}
