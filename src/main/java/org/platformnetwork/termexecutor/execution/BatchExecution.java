package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.execution.ExecutionQueue.Kind;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;
import org.platformnetwork.termexecutor.pipeline.ExtractedArchives;
import org.platformnetwork.termexecutor.pipeline.Provenance;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.LoadedTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes a batch from its turn to its end. Every step looks at what the database knows and does what
 * is missing, so each may be repeated, by whoever comes first after a crash.
 */
@Component
final class BatchExecution {

    private static final Logger log = LoggerFactory.getLogger(BatchExecution.class);
    private static final String BROKEN = "The executor failed on this batch.";

    private final ExtractedArchives extractedArchives;
    private final Provenance provenance;
    private final TaskSlots slots;
    private final AttemptSettlement settlement;
    private final ExecutionQueue queue;
    private final StoreRetry writes;
    private final Notifications notifications;
    private final Map<Thread, Work> running = new ConcurrentHashMap<>();

    /** Executions of tasks that this service has put into the queue since its start. */
    private final Set<ExecutionId> queued = ConcurrentHashMap.newKeySet();

    BatchExecution(
            ExtractedArchives extractedArchives,
            Provenance provenance,
            TaskSlots slots,
            AttemptSettlement settlement,
            ExecutionQueue queue,
            StoreRetry writes,
            Notifications notifications) {
        this.extractedArchives = extractedArchives;
        this.provenance = provenance;
        this.slots = slots;
        this.settlement = settlement;
        this.queue = queue;
        this.writes = writes;
        this.notifications = notifications;
    }

    /**
     * What a thread is at.
     *
     * @param execution of a task; null while the batch itself is advanced
     */
    private record Work(BatchId batch, @Nullable ExecutionId execution) {}

    /**
     * Brings a batch one step further: its tasks, its free lanes, its end.
     *
     * @return whether that is done; if not, the next start of the service does it
     */
    boolean advance(Batch batch) {
        return interruptibly(
                batch,
                null,
                () -> {
                    var state = batch.state();
                    if (state.isDone() || (state.tasks().isEmpty() && state.error() != null)) {
                        end(batch, state.error());
                    } else {
                        advanceContent(batch);
                    }
                    return true;
                });
    }

    private void advanceContent(Batch batch) throws IOException {
        switch (content(batch)) {
            case ArchiveContent.Unusable(var reason) -> end(batch, reason);
            case ArchiveContent.Complete content -> advance(batch, content);
        }
    }

    private ArchiveContent content(Batch batch) throws IOException {
        return extractedArchives.of(batch.id(), batch.archiveHash());
    }

    private interface Step {
        boolean run() throws IOException;
    }

    /** Runs a step that {@link #interrupt} reaches. */
    private boolean interruptibly(Batch batch, @Nullable ExecutionId execution, Step step) {
        running.put(Thread.currentThread(), new Work(batch.id(), execution));
        try {
            return !writes.isStopping() && step.run();
        } catch (IOException | RuntimeException e) {
            if (writes.isStopping()) {
                return false;
            }
            if (Thread.interrupted()) {
                // A cancellation met the extraction; without it the step finds out what was asked.
                return interruptibly(batch, execution, step);
            }
            log.atError().addKeyValue("batch", batch.id()).setCause(e).log("Batch failed");
            end(batch, BROKEN);
            return true;
        } finally {
            running.remove(Thread.currentThread());
        }
    }

    private void advance(Batch batch, ArchiveContent.Complete content) throws IOException {
        if (batch.state().status() == BatchStatus.EXTRACTING) {
            var inputs = provenance.of(content);
            var tasks =
                    content.tasks().stream().map(LoadedTask::id).map(TaskState::queued).toList();
            writes.persist(() -> batch.run(inputs, tasks));
        }
        proceed(batch);
    }

    /** After a change: the next tasks, or the end. */
    private void proceed(Batch batch) {
        int before = running(batch);
        int most = slots.mostAtOnce(before);
        writes.persist(() -> batch.admit(most));
        if (running(batch) > before) {
            slots.taken();
        }
        var state = batch.state();
        if (state.status().isTerminal()) {
            extractedArchives.discard(batch.id());
        } else if (state.isDone()) {
            end(batch, state.error());
        } else {
            for (int i = 0; i < state.tasks().size(); i++) {
                var task = state.tasks().get(i);
                if (task.isRunning()) {
                    enqueue(execution(batch, i, task));
                }
            }
        }
    }

    /** The queue is asked once about each admission, however many tasks run beside it. */
    private void enqueue(ExecutionId execution) {
        if (!queued.add(execution)) {
            return;
        }
        try {
            writes.persist(() -> queue.schedule(Kind.TASK, execution.toString()));
        } catch (RuntimeException e) {
            queued.remove(execution);
            throw e;
        }
    }

    /** Whether it stands still until it is advanced. */
    boolean isDue(Batch batch) {
        return batch.isDue(slots.mostAtOnce(running(batch)));
    }

    private static int running(Batch batch) {
        return (int) batch.state().tasks().stream().filter(TaskState::isRunning).count();
    }

    private static ExecutionId execution(Batch batch, int position, TaskState task) {
        return new ExecutionId(batch.id(), position, task.run().admissions());
    }

    /**
     * Runs the attempt of a task that an admission allowed.
     *
     * @param execution another admission's is over
     * @return whether it is over; if not, the next start of the service begins it again
     */
    boolean runTask(Batch batch, ExecutionId execution) {
        boolean isOver = interruptibly(batch, execution, () -> attempt(batch, execution));
        if (isOver) {
            proceed(batch);
        }
        return isOver;
    }

    private boolean attempt(Batch batch, ExecutionId execution) throws IOException {
        if (isCurrent(batch, execution)) {
            var id = batch.state().tasks().get(execution.position()).id();
            switch (content(batch)) {
                case ArchiveContent.Unusable(var reason) -> end(batch, reason);
                case ArchiveContent.Complete content ->
                        settlement.run(batch, execution, content.task(id));
            }
        }
        return batch.state().status().isTerminal() || !isCurrent(batch, execution);
    }

    private static boolean isCurrent(Batch batch, ExecutionId execution) {
        var task = batch.state().tasks().get(execution.position());
        return task.isRunning() && task.run().admissions() == execution.admission();
    }

    /** Ends a batch early; what its tasks have come to so far is kept. */
    void cancel(Batch batch, String reason, Set<String> voters) {
        var verdict = AttemptRunner.cancelled();
        batch.cancel(reason, voters, verdict)
                .forEach(task -> notifications.taskEnded(batch, task, verdict));
        interrupt(work -> work.batch().equals(batch.id()));
    }

    /** Ends one task early. */
    void cancel(Batch batch, TaskId id, Set<String> voters) {
        batch.cancel(id, voters);
        var tasks = batch.state().tasks();
        int position = tasks.stream().map(TaskState::id).toList().indexOf(id);
        var task = tasks.get(position);
        if (task.isRunning()) {
            var execution = execution(batch, position, task);
            interrupt(work -> execution.equals(work.execution()));
        } else if (!task.status().isTerminal()) {
            var verdict = AttemptRunner.cancelled();
            batch.taskEnds(id, verdict);
            notifications.taskEnded(batch, id, verdict);
        }
    }

    /** Interrupts what runs, and waits for nothing. */
    void interruptAll() {
        interrupt(_ -> true);
    }

    private void interrupt(Predicate<Work> which) {
        running.forEach((thread, work) -> {
            if (which.test(work)) {
                thread.interrupt();
            }
        });
    }

    /** Whoever sees the end of a batch finds nothing of it on the machine. */
    private void end(Batch batch, @Nullable String error) {
        extractedArchives.discard(batch.id());
        queued.removeIf(execution -> execution.batch().equals(batch.id()));
        if (writes.persist(() -> batch.finish(error))) {
            notifications.batchEnded(batch);
        }
    }
}
