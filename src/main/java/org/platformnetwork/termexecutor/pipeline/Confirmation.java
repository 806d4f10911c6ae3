package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.TaskValidationMode;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges.HarnessChange;
import org.platformnetwork.termexecutor.pipeline.validation.ControlTrial;
import org.platformnetwork.termexecutor.pipeline.validation.NegativeControls;
import org.platformnetwork.termexecutor.pipeline.validation.ReportComparison;
import org.platformnetwork.termexecutor.pipeline.validation.TaskValidation;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * What is asked of scripts that pass, on the layer on which they do: as many passed tests as with
 * the reference patch, a second pass without what the agent changed about how they run, and a
 * failure where an expectation is changed.
 */
final class Confirmation {

    private final TaskContext context;
    private final EvaluationTask task;
    private final FileOverlay testFiles;
    private final List<HarnessChange> suspicious;
    private final @Nullable TaskValidation validation;
    private final Path directory;
    private final StepRunner stepRunner;
    private List<TestResult> results = List.of();

    /**
     * @param suspicious what the agent changed about how it is judged
     * @param validation null when tasks are not validated
     * @param directory the task's own
     */
    Confirmation(
            TaskContext context,
            EvaluationTask task,
            FileOverlay testFiles,
            List<HarnessChange> suspicious,
            @Nullable TaskValidation validation,
            Path directory,
            StepRunner stepRunner) {
        this.context = context;
        this.task = task;
        this.testFiles = testFiles;
        this.suspicious = suspicious;
        this.validation = validation;
        this.directory = directory;
        this.stepRunner = stepRunner;
    }

    /**
     * The results, with an objection to each script of a pass that reports less than with the
     * reference patch, or less than its runner always does where the task has no patch.
     */
    List<TestResult> compared(List<TestResult> results) throws IOException, PhaseFailedException {
        if (results.isEmpty() || !results.stream().allMatch(TestResult::passed)) {
            return results;
        }
        if (validation == null || !validation.hasReference()) {
            return ReportComparison.requireReports(task.tests().scripts(), results);
        }
        boolean isReported =
                results.stream().anyMatch(result -> !TestReports.read(result.output()).isEmpty());
        // A control asks for the run with the reference patch anyway.
        return isReported || isControlled(context.settings())
                ? validation.compare(results)
                : results;
    }

    /**
     * Asks.
     *
     * @param passed a result for each script, compared
     * @param opinion says what judges apart from the agent's change
     * @param changed lends what has the change and nothing else
     */
    Verdict of(List<TestResult> passed, TamperCheck opinion, SandboxSupplier changed)
            throws IOException, PhaseFailedException {
        results = passed;
        var verdict = opinion.confirm(Verdict.PASS, suspicious, changed);
        if (validation == null || !isControlled(context.settings())) {
            return verdict;
        }
        if (verdict.isPass()) {
            return control(validation, opinion, changed);
        }
        // A shell program may be what the task is about: scripts that were seen to fail tell.
        var rest = opinion.withoutPrograms(suspicious);
        if (rest.size() == suspicious.size()
                || !opinion.confirm(Verdict.PASS, rest, changed).isPass()) {
            return verdict;
        }
        var controlled = control(validation, opinion, changed);
        boolean isSeen = results.stream().allMatch(result -> result.control() == Control.RED);
        return controlled.isPass() && !isSeen ? verdict : controlled;
    }

    /** Those of the scripts, with what their controls showed. */
    List<TestResult> results() {
        return results;
    }

    static boolean isControlled(PipelineSettings settings) {
        return settings.negativeControl()
                && settings.validationMode() != TaskValidationMode.OFF
                && settings.verifyIn() == VerifiedIn.FRESH;
    }

    private Verdict control(TaskValidation validation, TamperCheck opinion, SandboxSupplier changed)
            throws IOException, PhaseFailedException {
        var validated = validation.confirm(Verdict.PASS);
        if (!validated.isPass()) {
            return validated;
        }
        stepRunner.info("control", "Each script runs again with an expectation that must fail.");
        var random = new SecureRandom();
        var own = directory.resolve("control");
        var judged = opinion.judged(changed);
        var trial = new ControlTrial(context, task, testFiles, judged, stepRunner, own, random);
        var controls = new NegativeControls(validation, trial, random);
        var scripts = task.tests().scripts();
        try {
            return controls.confirm(scripts, results, opinion.results(results));
        } finally {
            results = controls.results();
        }
    }
}
