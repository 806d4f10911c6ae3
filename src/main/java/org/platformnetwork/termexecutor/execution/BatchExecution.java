package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.execution.ExecutionQueue.Kind;
import org.platformnetwork.termexecutor.pipeline.ExtractedArchives;
import org.platformnetwork.termexecutor.pipeline.Provenance;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a batch from its turn to its end. Every step looks at what the database knows and does what
 * is missing, so each may be repeated, by whoever comes first after a crash.
 */
final class BatchExecution {

    private static final Logger log = LoggerFactory.getLogger(BatchExecution.class);
    private static final String BROKEN = "The executor failed on this batch.";

    private final ExtractedArchives extractedArchives;
    private final Provenance inputs;
    private final TaskContext context;
    private final ExecutionQueue queue;
    private final StoreRetry writes;
    private final BooleanSupplier stopping;
    private final Consumer<BatchNotification> listener;
    private final Runnable afterEnd;
    private final InstantSource clock;
    private final Duration timeToLive;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();

    /** Executions of tasks that this service has put into the queue since its start. */
    private final Set<String> queued = ConcurrentHashMap.newKeySet();

    /**
     * @param afterEnd called when a batch has ended
     * @param timeToLive how long a batch may run
     */
    BatchExecution(
            ExtractedArchives extractedArchives,
            Provenance inputs,
            TaskContext context,
            ExecutionQueue queue,
            StoreRetry writes,
            BooleanSupplier stopping,
            Consumer<BatchNotification> listener,
            Runnable afterEnd,
            InstantSource clock,
            Duration timeToLive) {
        this.extractedArchives = extractedArchives;
        this.inputs = inputs;
        this.context = context;
        this.queue = queue;
        this.writes = writes;
        this.stopping = stopping;
        this.listener = listener;
        this.afterEnd = afterEnd;
        this.clock = clock;
        this.timeToLive = timeToLive;
    }

    /**
     * Brings a batch one step further: its tasks, its free lanes, its end.
     *
     * @return whether that is done; if not, the next start of the service does it
     */
    boolean advance(Batch batch) {
        return interruptibly(
                batch,
                batch.id() + "/",
                () -> {
                    var state = batch.state();
                    if (state.isDone() || (state.tasks().isEmpty() && state.error() != null)) {
                        end(batch, state.error());
                    } else {
                        advance(batch, state);
                    }
                    return true;
                });
    }

    private void advance(Batch batch, BatchState state) throws IOException {
        if (state.startedAt() != null) {
            schedule(Kind.DEADLINE, batch.id().toString(), state.startedAt().plus(timeToLive));
        }
        switch (extractedArchives.of(batch)) {
            case ArchiveContent.Unusable(var reason) -> end(batch, reason);
            case ArchiveContent.Complete content -> advance(batch, content);
        }
    }

    private interface Step {
        boolean run() throws IOException;
    }

    /** Runs a step that {@link #interrupt} reaches by its name. */
    private boolean interruptibly(Batch batch, String name, Step step) {
        running.put(name, Thread.currentThread());
        try {
            return !stopping.getAsBoolean() && step.run();
        } catch (IOException | RuntimeException e) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            if (Thread.interrupted()) {
                // A cancellation met the extraction; without it the step finds out what was asked.
                return interruptibly(batch, name, step);
            }
            log.atError().addKeyValue("batch", batch.id()).setCause(e).log("Batch failed");
            end(batch, BROKEN);
            return true;
        } finally {
            running.remove(name);
        }
    }

    private void advance(Batch batch, ArchiveContent.Complete content) throws IOException {
        if (batch.state().status() == BatchStatus.EXTRACTING) {
            var known = inputs.of(content);
            var tasks =
                    content.tasks().stream().map(LoadedTask::id).map(TaskState::queued).toList();
            writes.persist(() -> batch.run(known, tasks));
        }
        proceed(batch);
    }

    /** After a change: the next tasks, or the end. */
    private void proceed(Batch batch) {
        int before = running(batch);
        int most = context.slots().mostAtOnce(before);
        writes.persist(() -> batch.admit(most));
        if (running(batch) > before) {
            context.slots().taken();
        }
        var state = batch.state();
        if (state.status().isTerminal()) {
            extractedArchives.discard(batch);
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
    private void enqueue(String execution) {
        if (!queued.add(execution)) {
            return;
        }
        try {
            schedule(Kind.TASK, execution, clock.instant());
        } catch (RuntimeException e) {
            queued.remove(execution);
            throw e;
        }
    }

    /** Whether it stands still until it is advanced. */
    boolean isDue(Batch batch) {
        return batch.isDue(context.slots().mostAtOnce(running(batch)));
    }

    private static int running(Batch batch) {
        return (int) batch.state().tasks().stream().filter(TaskState::isRunning).count();
    }

    private void schedule(Kind kind, String id, Instant when) {
        writes.persist(() -> queue.schedule(kind, id, when));
    }

    private static String execution(Batch batch, int position, TaskState task) {
        return "%s/%d/%d".formatted(batch.id(), position, task.run().admissions());
    }

    /**
     * Runs the attempt of a task that an admission allowed.
     *
     * @param execution as {@link #execution} names it; another admission's is over
     * @return whether it is over; if not, the next start of the service begins it again
     */
    boolean runTask(Batch batch, int position, String execution) {
        boolean isOver = interruptibly(batch, execution, () -> attempt(batch, position, execution));
        if (isOver) {
            proceed(batch);
        }
        return isOver;
    }

    private boolean attempt(Batch batch, int position, String execution) throws IOException {
        if (isCurrent(batch, position, execution)) {
            switch (extractedArchives.of(batch)) {
                case ArchiveContent.Unusable(var reason) -> end(batch, reason);
                case ArchiveContent.Complete content -> execution(batch, content, position).run();
            }
        }
        return batch.state().status().isTerminal() || !isCurrent(batch, position, execution);
    }

    private static boolean isCurrent(Batch batch, int position, String execution) {
        var task = batch.state().tasks().get(position);
        return task.isRunning() && execution.equals(execution(batch, position, task));
    }

    private TaskExecution execution(Batch batch, ArchiveContent.Complete content, int position) {
        return new TaskExecution(
                context,
                writes,
                stopping,
                listener,
                clock,
                batch,
                task(batch.state().tasks().get(position).id(), content),
                content.agent(),
                extractedArchives.workspace(batch, position));
    }

    /** By its id: an earlier version may have found other tasks in the archive. */
    private static LoadedTask task(TaskId id, ArchiveContent.Complete content) {
        return content.tasks().stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseGet(() -> new InvalidTask(id, "The task is not in the archive any more."));
    }

    /** Ends a batch early; what its tasks have come to so far is kept. */
    void cancel(Batch batch, String reason, Set<String> voters) {
        batch.cancel(reason, voters, TaskExecution.cancelled())
                .forEach(task -> tellOfEnd(batch, task));
        interrupt(batch.id() + "/");
    }

    /** Ends one task early. */
    void cancel(Batch batch, TaskId id, Set<String> voters) {
        batch.cancel(id, voters);
        var tasks = batch.state().tasks();
        int position = tasks.stream().map(TaskState::id).toList().indexOf(id);
        var task = tasks.get(position);
        if (task.isRunning()) {
            interrupt(execution(batch, position, task));
        } else if (!task.status().isTerminal()) {
            batch.taskEnds(id, TaskExecution.cancelled());
            tellOfEnd(batch, id);
        }
    }

    private void tellOfEnd(Batch batch, TaskId task) {
        var verdict = TaskExecution.cancelled();
        listener.accept(BatchNotification.TaskEnded.of(batch, task, verdict, clock.instant()));
    }

    /** Interrupts what runs, and waits for nothing. */
    void interruptAll() {
        interrupt("");
    }

    private void interrupt(String prefix) {
        running.forEach((execution, thread) -> {
            if (execution.startsWith(prefix)) {
                thread.interrupt();
            }
        });
    }

    /** Whoever sees the end of a batch finds nothing of it on the machine. */
    private void end(Batch batch, @Nullable String error) {
        extractedArchives.discard(batch);
        queued.removeIf(execution -> execution.startsWith(batch.id() + "/"));
        if (writes.persist(() -> batch.finish(error))) {
            var state = batch.state();
            var duration = state.duration(clock.instant());
            listener.accept(
                    new BatchNotification.BatchEnded(
                            state.status(), duration == null ? Duration.ZERO : duration));
            log.atInfo()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("status", state.status().wireName())
                    .addKeyValue("passed", state.passedTasks())
                    .addKeyValue("tasks", state.totalTasks())
                    .addKeyValue("reward", state.aggregateReward())
                    .addKeyValue("secs", duration == null ? 0 : duration.toSeconds())
                    .log("Batch ended");
        }
        afterEnd.run();
    }
}
