package org.platformnetwork.termexecutor.pipeline;

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
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * Runs one attempt at a task of an archive and says how it ended. Knows neither the state of the
 * batch nor the attempts before, so it decides nothing about what follows.
 */
public interface AttemptRunner {

    /**
     * What to run; all of it can be written down and sent.
     *
     * @param number of the attempt, from 1
     * @param alone whether nothing else may run beside it on its machine
     */
    record Request(
            ExecutionId execution, ArchiveHash archive, TaskId task, int number, boolean alone) {}

    /**
     * How an attempt ended.
     *
     * @param log the end of what its last command printed
     */
    record Outcome(TaskResult result, String log) {}

    /**
     * Runs every phase. An interrupt of the thread, a virtual one, ends it as {@link
     * FailureClass#CANCELLED}; one that {@linkplain #outlivesService outlives the service} goes on
     * until {@link #cancel}.
     *
     * @param phases hears of each phase as it begins; what it throws ends the attempt
     * @param output takes what commands print, as they print it
     */
    Outcome run(Request request, Consumer<TaskStatus> phases, Consumer<LogEntry> output);

    /** Ends an attempt that no thread waits for any more, if it still runs. */
    void cancel(Request request);

    /**
     * Whether attempts go on when the service ends; the next one joins them by the same request.
     */
    boolean outlivesService();

    /** The result of a task that was ended before its verdict. */
    static TaskResult cancelled() {
        return TaskResult.failed(FailureClass.CANCELLED, StepRunner.CANCELLED);
    }

    /**
     * Whether agent or tests used up the machine's memory; of install commands and validations no
     * agent can be blamed.
     */
    static boolean ranOutOfMachine(List<PhaseReport> phases) {
        return phases.stream()
                .filter(step -> step.phase() != TaskStatus.INSTALLING_DEPS)
                .filter(step -> !ValidationScripts.isStep(step.name()))
                .anyMatch(step -> Limit.HOST_MEMORY.wireName().equals(step.limit()));
    }
}
