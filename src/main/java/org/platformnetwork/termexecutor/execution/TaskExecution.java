package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.AttemptLog;
import org.platformnetwork.termexecutor.pipeline.RetryPolicy;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskAttempt;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * One attempt at a task and what becomes of it in the database: the verdict, a further attempt
 * later, or, when the service stops, one at its next start. An interrupt of the thread ends it.
 */
final class TaskExecution {

    private static final Logger log = LoggerFactory.getLogger(TaskExecution.class);
    private static final String STOPPED = Attempt.INTERRUPTED + "the service was stopped.";

    private final TaskContext context;
    private final StoreRetry writes;
    private final BooleanSupplier stopping;
    private final Consumer<BatchNotification> listener;
    private final InstantSource clock;
    private final Batch batch;
    private final LoadedTask task;
    private final AgentCode agent;
    private final Path directory;

    TaskExecution(
            TaskContext context,
            StoreRetry writes,
            BooleanSupplier stopping,
            Consumer<BatchNotification> listener,
            InstantSource clock,
            Batch batch,
            LoadedTask task,
            AgentCode agent,
            Path directory) {
        this.context = context;
        this.writes = writes;
        this.stopping = stopping;
        this.listener = listener;
        this.clock = clock;
        this.batch = batch;
        this.task = task;
        this.agent = agent;
        this.directory = directory;
    }

    /**
     * How an attempt ended.
     *
     * @param log the end of what its last command printed
     */
    private record Attempted(TaskResult result, String log) {}

    static TaskResult cancelled() {
        return failed(FailureClass.CANCELLED, "The task was ended before its verdict.");
    }

    private static TaskResult failed(FailureClass failureClass, String error) {
        return TaskResult.failed(failureClass, error, Duration.ZERO);
    }

    /** Runs the attempt; afterwards the task still has its lane only when the service stops. */
    void run() {
        if (isCancelled()) {
            end(cancelled());
            return;
        }
        switch (task) {
            case InvalidTask invalid -> end(failed(FailureClass.INVALID_TASK, invalid.reason()));
            case EvaluationTask runnable -> {
                writes.persist(() -> batch.attemptBegins(task.id()));
                if (RetryPolicy.isGivenUp(batch.task(task.id()).run())) {
                    end(
                            failed(
                                    FailureClass.INFRA_ERROR,
                                    "The service ended during every attempt at this task."));
                } else {
                    settle(attempt(runnable));
                }
            }
        }
    }

    private boolean isCancelled() {
        return batch.state().error() != null || batch.task(task.id()).run().cancelled();
    }

    private void settle(Attempted attempted) {
        var run = batch.task(task.id()).run();
        var result = RetryPolicy.settled(attempted.result(), run);
        if (result.failureClass() == FailureClass.CANCELLED && !isCancelled()) {
            writes.persist(
                    () -> batch.attemptIsInterrupted(task.id(), failure(attempted, STOPPED)));
            return;
        }
        var wait = isCancelled() ? null : RetryPolicy.waitAfter(result, run);
        if (wait == null) {
            end(result);
            return;
        }
        var next = context.pause().end(clock.instant(), wait);
        var ended = failure(attempted, String.valueOf(result.error()));
        writes.persist(() -> batch.attemptFails(task.id(), ended, next));
    }

    private List<Attempt> failure(Attempted attempted, String error) {
        var run = batch.task(task.id()).run();
        var started = run.attemptStart() == null ? clock.instant() : run.attemptStart();
        return attempted.result().asAttempts(run.attemptNumber(), started, error, attempted.log());
    }

    private void end(TaskResult verdict) {
        var result =
                task instanceof EvaluationTask runnable
                        ? verdict.withPrompt(runnable.prompt())
                        : verdict;
        writes.persist(() -> batch.taskEnds(task.id(), result));
        listener.accept(BatchNotification.TaskEnded.of(batch, task.id(), result, clock.instant()));
        var failure = result.failureClass();
        var level = failure == FailureClass.INFRA_ERROR ? Level.WARN : Level.INFO;
        var line =
                log.atLevel(level)
                        .addKeyValue("batch", batch.id())
                        .addKeyValue("task", task.id())
                        .addKeyValue("status", result.status().wireName())
                        .addKeyValue("class", failure == null ? "passed" : failure.wireName())
                        .addKeyValue("reward", failure == null ? 1.0 : 0.0)
                        .addKeyValue("secs", result.duration().toSeconds());
        if (level == Level.WARN) {
            // As everyone may read it: the first line.
            line = line.addKeyValue("cause", cause(result));
        }
        line.log("Task ended");
    }

    private static String cause(TaskResult result) {
        return String.valueOf(result.error()).lines().findFirst().orElse("");
    }

    private Attempted attempt(EvaluationTask runnable) {
        int number = batch.task(task.id()).run().attemptNumber();
        var phases = new PhaseClock(number);
        var stepRunner =
                new StepRunner(
                        new AttemptLog(batch.timeline()::print, task.id(), number, clock), phases);
        try (var _ = MDC.putCloseable("batch", batch.id().toString());
                var _ = MDC.putCloseable("task", task.id().toString())) {
            Workspaces.createClosed(directory);
            var result =
                    new TaskAttempt(context, runnable, agent, directory, stepRunner, clock).run();
            return new Attempted(result, stepRunner.log());
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()
                    || (e instanceof StoreUnavailableException && stopping.getAsBoolean())) {
                return new Attempted(cancelled(), stepRunner.log());
            }
            log.atError()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("task", task.id())
                    .setCause(e)
                    .log("Task broke");
            return new Attempted(
                    failed(FailureClass.INFRA_ERROR, "The executor failed on this task."),
                    stepRunner.log());
        } finally {
            phases.end();
            context.remover().accept(directory);
        }
    }

    /** Tells batch and listeners of every phase, and how long the one before it took. */
    private final class PhaseClock implements Consumer<TaskStatus> {

        private final int attempt;
        private @Nullable TaskStatus phase;
        private Instant since = clock.instant();

        PhaseClock(int attempt) {
            this.attempt = attempt;
        }

        @Override
        public void accept(TaskStatus next) {
            end();
            phase = next;
            since = clock.instant();
            writes.persist(() -> batch.taskEnters(task.id(), next));
        }

        void end() {
            if (phase != null) {
                listener.accept(
                        new BatchNotification.PhaseEnded(
                                batch.id(), task.id(), attempt, phase, since, clock.instant()));
            }
        }
    }
}
