package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchActivity;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.execution.TaskAttempts.Attempted;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of one batch, each on a virtual thread of its own, as many at a time as the batch
 * allows. Interrupting the thread that runs it cancels them all; it returns only when every one has
 * ended.
 */
final class BatchRun {

    private static final Logger log = LoggerFactory.getLogger(BatchRun.class);

    private final TaskTools tools;
    private final Batch batch;
    private final Path directory;
    private final Consumer<BatchActivity> listener;
    private final InstantSource clock;
    private final Semaphore running;

    BatchRun(
            TaskTools tools,
            Batch batch,
            Path directory,
            Consumer<BatchActivity> listener,
            InstantSource clock) {
        this.tools = tools;
        this.batch = batch;
        this.directory = directory;
        this.listener = listener;
        this.clock = clock;
        this.running = new Semaphore(batch.state().concurrentTasks());
    }

    /**
     * Runs all tasks.
     *
     * @return null when they all came to their verdict, else why the batch was cut short
     */
    @Nullable String run(ArchiveContent.Complete content, Duration timeToLive) {
        var tasks = content.tasks();
        batch.run(tasks.stream().map(task -> TaskState.queued(task.id())).toList());
        try (var threads = taskThreads()) {
            for (int i = 0; i < tasks.size(); i++) {
                var workspace = directory.resolve("tasks").resolve(Integer.toString(i));
                var task = tasks.get(i);
                threads.execute(() -> runTask(task, content.agent(), workspace));
            }
            threads.shutdown();
            try {
                if (threads.awaitTermination(timeToLive.toMillis(), TimeUnit.MILLISECONDS)) {
                    return null;
                }
                threads.shutdownNow();
                return "The batch ran longer than %d s.".formatted(timeToLive.toSeconds());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                return Executor.STOPPED;
            }
        }
    }

    private ExecutorService taskThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("task-" + batch.id() + "-", 0).factory());
    }

    private void runTask(LoadedTask task, AgentCode agent, Path directory) {
        switch (task) {
            case InvalidTask invalid ->
                    taskEnds(
                            task,
                            TaskResult.failed(
                                    FailureClass.INVALID_TASK, invalid.reason(), Duration.ZERO));
            case EvaluationTask runnable ->
                    new TaskAttempts(clock, tools.pause(), running)
                            .run(
                                    () -> evaluate(runnable, agent, directory),
                                    result -> taskEnds(task, result));
        }
    }

    private void taskEnds(LoadedTask task, TaskResult result) {
        batch.taskEnds(task.id(), result);
        listener.accept(new BatchActivity.TaskEnded(result));
        log.atInfo()
                .addKeyValue("batch", batch.id())
                .addKeyValue("task", task.id())
                .addKeyValue("status", result.status().wireName())
                .log("Task ended");
    }

    private Attempted evaluate(EvaluationTask task, AgentCode agent, Path directory) {
        var phases = new PhaseClock(task);
        var steps = new Steps(phases);
        try {
            Workspaces.createClosed(directory);
            var result = new TaskRun(tools, task, agent, directory, steps, clock).run();
            return new Attempted(result, steps.log());
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return new Attempted(TaskAttempts.cancelled(), steps.log());
            }
            log.atError()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("task", task.id())
                    .setCause(e)
                    .log("Task broke");
            return new Attempted(
                    TaskResult.failed(
                            FailureClass.INFRA_ERROR,
                            "The executor failed on this task.",
                            Duration.ZERO),
                    steps.log());
        } finally {
            phases.end();
            tools.remover().accept(directory);
        }
    }

    /** Tells batch and listeners of every phase, and how long the one before it took. */
    private final class PhaseClock implements Consumer<TaskStatus> {

        private final EvaluationTask task;
        private @Nullable TaskStatus phase;
        private Instant since = clock.instant();

        PhaseClock(EvaluationTask task) {
            this.task = task;
        }

        @Override
        public void accept(TaskStatus next) {
            end();
            phase = next;
            since = clock.instant();
            batch.taskEnters(task.id(), next);
        }

        void end() {
            if (phase != null) {
                listener.accept(
                        new BatchActivity.PhaseEnded(
                                phase, Duration.between(since, clock.instant())));
            }
        }
    }
}
