package org.platformnetwork.termexecutor.execution;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Outcome;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;

/**
 * Has {@link AttemptRunner} run an attempt and decides what becomes of it: a verdict, a further
 * attempt later, or, when the service stops, one at its next start. Knows no sandbox.
 */
@Component
final class AttemptSettlement {

    private static final Logger log = LoggerFactory.getLogger(AttemptSettlement.class);
    private static final String STOPPED = Attempt.INTERRUPTED + "the service was stopped.";

    private final AttemptRunner runner;
    private final StoreRetry writes;
    private final Notifications notifications;
    private final Sleeper sleeper;
    private final InstantSource clock;

    AttemptSettlement(
            AttemptRunner runner,
            StoreRetry writes,
            Notifications notifications,
            Sleeper sleeper,
            InstantSource clock) {
        this.runner = runner;
        this.writes = writes;
        this.notifications = notifications;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /** Runs the attempt; afterwards the task still has its lane only when the service stops. */
    void run(Batch batch, ExecutionId execution, LoadedTask task) {
        if (isCancelled(batch, task.id())) {
            runner.cancel(request(batch, execution, task.id()));
            end(batch, task, AttemptRunner.cancelled());
            return;
        }
        switch (task) {
            case InvalidTask(_, var reason) ->
                    end(batch, task, TaskResult.failed(FailureClass.INVALID_TASK, reason));
            case EvaluationTask _ -> {
                if (!isJoined(batch.task(task.id()).run())) {
                    writes.persist(() -> batch.attemptBegins(task.id()));
                }
                if (RetryPolicy.isGivenUp(batch.task(task.id()).run())) {
                    end(
                            batch,
                            task,
                            TaskResult.failed(
                                    FailureClass.INFRA_ERROR,
                                    "The service ended during every attempt at this task."));
                } else {
                    settle(batch, execution, task, attempt(batch, execution, task.id()));
                }
            }
        }
    }

    private static boolean isCancelled(Batch batch, TaskId task) {
        return batch.state().error() != null || batch.task(task).run().cancelled();
    }

    /** Whether an attempt of an earlier life of the service goes on. */
    private boolean isJoined(TaskState.Run run) {
        return runner.outlivesService() && run.attemptStart() != null;
    }

    private static Request request(Batch batch, ExecutionId execution, TaskId task) {
        var run = batch.task(task).run();
        return new Request(
                execution,
                batch.archiveHash(),
                task,
                run.attemptNumber(),
                RetryPolicy.isAlone(run));
    }

    private Outcome attempt(Batch batch, ExecutionId execution, TaskId task) {
        var request = request(batch, execution, task);
        var phases = new PhaseClock(batch, task, request.number());
        try {
            return runner.run(request, phases, batch.timeline()::print);
        } finally {
            phases.end();
        }
    }

    private void settle(Batch batch, ExecutionId execution, LoadedTask loaded, Outcome outcome) {
        var task = loaded.id();
        var run = batch.task(task).run();
        var result = RetryPolicy.settled(outcome.result(), run);
        if (result.failureClass() == FailureClass.CANCELLED) {
            if (isCancelled(batch, task)) {
                runner.cancel(request(batch, execution, task));
                end(batch, loaded, result);
                return;
            }
            if (runner.outlivesService()) {
                return;
            }
            var stopped = attempts(batch, task, outcome, STOPPED);
            writes.persist(() -> batch.attemptIsInterrupted(task, stopped));
            return;
        }
        var wait = isCancelled(batch, task) ? null : RetryPolicy.waitAfter(result, run);
        if (wait == null) {
            end(batch, loaded, result);
            return;
        }
        var next = sleeper.end(clock.instant(), wait);
        var ended = attempts(batch, task, outcome, String.valueOf(result.error()));
        writes.persist(() -> batch.attemptFails(task, ended, next));
    }

    private List<Attempt> attempts(Batch batch, TaskId task, Outcome outcome, String error) {
        var run = batch.task(task).run();
        var started = run.attemptStart() == null ? clock.instant() : run.attemptStart();
        return outcome.result().asAttempts(run.attemptNumber(), started, error, outcome.log());
    }

    private void end(Batch batch, LoadedTask loaded, TaskResult verdict) {
        var task = loaded.id();
        var result =
                loaded instanceof EvaluationTask runnable
                        ? verdict.withPrompt(runnable.prompt())
                        : verdict;
        writes.persist(() -> batch.taskEnds(task, result));
        notifications.taskEnded(batch, task, result);
        var failure = result.failureClass();
        var level = failure == FailureClass.INFRA_ERROR ? Level.WARN : Level.INFO;
        var line =
                log.atLevel(level)
                        .addKeyValue("batch", batch.id())
                        .addKeyValue("task", task)
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

    /** Tells batch and listeners of every phase, and how long the one before it took. */
    private final class PhaseClock implements Consumer<TaskStatus> {

        private final Batch batch;
        private final TaskId task;
        private final int attempt;
        private @Nullable TaskStatus phase;
        private Instant since = clock.instant();

        PhaseClock(Batch batch, TaskId task, int attempt) {
            this.batch = batch;
            this.task = task;
            this.attempt = attempt;
        }

        @Override
        public void accept(TaskStatus next) {
            end();
            phase = next;
            since = clock.instant();
            try {
                writes.persist(() -> batch.taskEnters(task, next));
            } catch (StoreUnavailableException e) {
                // The service stops; its interrupt may be still to come.
                Thread.currentThread().interrupt();
                throw e;
            }
        }

        void end() {
            if (phase != null) {
                notifications.phaseEnded(batch, task, attempt, phase, since);
            }
        }
    }
}
