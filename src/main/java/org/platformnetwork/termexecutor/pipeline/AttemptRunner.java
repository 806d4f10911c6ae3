package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationScripts;
import org.platformnetwork.termexecutor.sandbox.Limit;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs one attempt at a task of an archive and says how it ended. Knows neither the state of the
 * batch nor the attempts before, so it decides nothing about what follows.
 */
public final class AttemptRunner {

    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    private final TaskContext context;
    private final ExtractedArchives archives;
    private final InstantSource clock;

    AttemptRunner(TaskContext context, ExtractedArchives archives, InstantSource clock) {
        this.context = context;
        this.archives = archives;
        this.clock = clock;
    }

    /**
     * What to run; all of it can be written down and sent.
     *
     * @param number of the attempt, from 1
     */
    public record Request(ExecutionId execution, ArchiveHash archive, TaskId task, int number) {}

    /**
     * How an attempt ended.
     *
     * @param log the end of what its last command printed
     */
    public record Outcome(TaskResult result, String log) {}

    /**
     * Runs every phase. An interrupt of the thread, a virtual one, ends it as {@link
     * FailureClass#CANCELLED}.
     *
     * @param phases hears of each phase as it begins; what it throws ends the attempt
     * @param output takes what commands print, as they print it
     */
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
                return cancelled();
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

    /** The result of a task that was ended before its verdict. */
    public static TaskResult cancelled() {
        return TaskResult.failed(FailureClass.CANCELLED, StepRunner.CANCELLED);
    }

    /**
     * Whether agent or tests used up the machine's memory; of install commands and validations no
     * agent can be blamed.
     */
    public static boolean ranOutOfMachine(List<PhaseReport> phases) {
        return phases.stream()
                .filter(step -> step.phase() != TaskStatus.INSTALLING_DEPS)
                .filter(step -> !ValidationScripts.isStep(step.name()))
                .anyMatch(step -> Limit.HOST_MEMORY.wireName().equals(step.limit()));
    }
}
