package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs attempts in this process, in sandboxes of this machine. */
final class LocalAttemptRunner implements AttemptRunner {

    private static final Logger log = LoggerFactory.getLogger(LocalAttemptRunner.class);

    private final TaskContext context;
    private final ExtractedArchives archives;
    private final InstantSource clock;

    LocalAttemptRunner(TaskContext context, ExtractedArchives archives, InstantSource clock) {
        this.context = context;
        this.archives = archives;
        this.clock = clock;
    }

    @Override
    public Outcome run(Request request, Consumer<TaskStatus> phases, Consumer<LogEntry> output) {
        var attemptLog = new AttemptLog(output, request.task(), request.number(), clock);
        var stepRunner = new StepRunner(attemptLog, phases);
        try (var _ = MDC.putCloseable("batch", request.execution().batch().toString());
                var _ = MDC.putCloseable("task", request.task().toString())) {
            return new Outcome(run(request, stepRunner), stepRunner.log());
        }
    }

    private TaskResult run(Request request, StepRunner stepRunner) {
        try {
            return switch (archives.of(request.execution().batch(), request.archive())) {
                case ArchiveContent.Unusable(var reason) ->
                        TaskResult.failed(FailureClass.INFRA_ERROR, reason);
                case ArchiveContent.Complete content ->
                        switch (content.task(request.task())) {
                            case InvalidTask(_, var reason) ->
                                    TaskResult.failed(FailureClass.INVALID_TASK, reason);
                            case EvaluationTask task -> {
                                var place = archives.workspace(request.execution());
                                yield run(task, content.agent(), place, stepRunner);
                            }
                        };
            };
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return AttemptRunner.cancelled();
            }
            log.atError()
                    .addKeyValue("batch", request.execution().batch())
                    .addKeyValue("task", request.task())
                    .setCause(e)
                    .log("Task broke");
            return TaskResult.failed(FailureClass.INFRA_ERROR, "The executor failed on this task.");
        }
    }

    private TaskResult run(
            EvaluationTask task, AgentCode agent, Path directory, StepRunner stepRunner)
            throws IOException {
        try {
            Workspaces.createClosed(directory);
            return new TaskAttempt(context, task, agent, directory, stepRunner, clock).run();
        } finally {
            context.remover().accept(directory);
        }
    }

    /** The interrupt has ended it. */
    @Override
    public void cancel(Request request) {}

    @Override
    public boolean outlivesService() {
        return false;
    }
}
