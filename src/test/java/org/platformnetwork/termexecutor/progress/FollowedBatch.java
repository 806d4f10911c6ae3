package org.platformnetwork.termexecutor.progress;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.RunningService;

/** A batch of a running service that no one executes, so that a test decides what happens to it. */
final class FollowedBatch {

    private final Batch batch;

    private FollowedBatch(Batch batch) {
        this.batch = batch;
    }

    /**
     * Has logged its first event.
     *
     * @param tasks how many, with names as long as possible
     */
    static FollowedBatch of(RunningService service, int tasks) {
        return of(service, tasks, "\u4e2d".repeat(250));
    }

    /**
     * One whose tasks have other names.
     *
     * @param name behind each task's number
     */
    static FollowedBatch of(RunningService service, int tasks, String name) {
        var batch =
                TestBatches.open(
                        service.bean(Store.class),
                        service.bean(Batches.class),
                        new ArchiveHash(UUID.randomUUID().toString().replace("-", "").repeat(2)),
                        InstantSource.system());
        batch.run(
                new BatchInputs("cafe", "process", "1", List.of()),
                IntStream.range(0, tasks).mapToObj(number -> queued(number, name)).toList());
        return new FollowedBatch(batch);
    }

    private static TaskState queued(int number, String name) {
        return TaskState.queued(new TaskId("%06d".formatted(number) + name));
    }

    String id() {
        return batch.id().toString();
    }

    /** An event for each task, all at once. */
    void endTasks() {
        batch.cancel("enough", Set.of(), TaskResult.failed(FailureClass.CANCELLED, "enough"));
    }

    TaskId task(int number) {
        return batch.state().tasks().get(number).id();
    }

    /** An event, and another one before the task's first. */
    void enter(int task) {
        batch.taskEnters(task(task), TaskStatus.RUNNING_AGENT);
    }

    void print(LogEntry entry) {
        batch.timeline().print(entry);
    }

    void endTask(int number, TaskResult result) {
        batch.taskEnds(task(number), result);
    }

    /** The last two events. */
    void end() {
        batch.finish(null);
    }

    long events() {
        return batch.state().lastSeq();
    }
}
