package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.Validations;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Runs the scripts of a task on its base and with its own solution, and adds what they showed to
 * what is known. Where they contradict the task they run once more.
 */
record ValidationRuns(Validations validations, EvaluationTask task, ValidationScripts scripts) {

    /** Whether a reference patch that applies can show how the scripts pass. */
    boolean hasReference(ValidationResult known) throws IOException, PhaseFailedException {
        if (known.base() != null || known.reference() != null) {
            return task.reference() != null && known.referenceProblem() == null;
        }
        return scripts.reference() instanceof ReferenceSolution.Application.Applied;
    }

    /**
     * Runs them on the base.
     *
     * @param known what this attempt knew before it found the rest
     */
    ValidationResult onBase(ValidationResult found, ValidationResult known)
            throws IOException, PhaseFailedException {
        long start = System.nanoTime();
        var result = withProblem(found);
        boolean hasReference = hasReference(known);
        var tests = scripts.referenceTests();
        if (!tests.isEmpty()) {
            var runs = scripts.onBase(tests);
            if (ValidationResult.showsBug(runs)) {
                return tell(result.withBase(runs, true), hasReference, start);
            }
        }
        var runs = scripts.onBase(List.of());
        result = result.withBase(runs, false);
        if (result.objectionToBase(hasReference).isPresent()) {
            Predicate<ScriptRun> isGreenExpected =
                    run -> !hasReference && ValidationResult.isPassToPass(run);
            var second = scripts.onBase(List.of());
            result = result.withBase(ValidationResult.ofTwo(runs, second, isGreenExpected), false);
        }
        return tell(result, hasReference, start);
    }

    private ValidationResult withProblem(ValidationResult found)
            throws IOException, PhaseFailedException {
        return scripts.reference() instanceof ReferenceSolution.Application.Refused(var reason)
                ? found.withProblem(reason)
                : found;
    }

    private ValidationResult tell(ValidationResult result, boolean hasReference, long start) {
        boolean isValid = result.objectionToBase(hasReference).isEmpty();
        validations.tell(BatchNotification.TaskValidated.of(false, isValid, start));
        return result;
    }

    /** Runs them with the task's own solution. */
    ValidationResult withReference(ValidationResult found, ReferenceSolution solution)
            throws IOException, PhaseFailedException {
        long start = System.nanoTime();
        var runs = scripts.with(solution);
        boolean hasTests = scripts.changesTestsInProduct(solution);
        if (!runs.stream().allMatch(ScriptRun::passed)) {
            runs = ValidationResult.ofTwo(runs, scripts.with(solution), _ -> true);
        }
        var result = found.withReference(runs, hasTests);
        boolean isValid = result.objectionToReference().isEmpty();
        validations.tell(BatchNotification.TaskValidated.of(true, isValid, start));
        return result;
    }
}
