package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.Validations;
import org.platformnetwork.termexecutor.pipeline.Verdict;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Whether a task says what it means to: its scripts fail on the base and pass with its own
 * solution. Each part is looked at only when a verdict asks for it: a pass asks for the red base, a
 * failure for the green reference patch.
 */
public final class TaskValidation {

    private final Validations validations;
    private final ValidationTable.@Nullable Key key;
    private final EvaluationTask task;
    private final ValidationScripts scripts;
    private final ValidationRuns runs;
    private ValidationResult known;
    private @Nullable String infraError;

    /**
     * @param key null for what is not kept
     * @param known from attempts before
     */
    public TaskValidation(
            Validations validations,
            ValidationTable.@Nullable Key key,
            EvaluationTask task,
            ValidationScripts scripts,
            ValidationResult known) {
        this.validations = validations;
        this.key = key;
        this.task = task;
        this.scripts = scripts;
        this.runs = new ValidationRuns(validations, task, scripts);
        this.known = known;
    }

    /** What was found so far, by this attempt or one before. */
    public ValidationResult known() {
        return known;
    }

    /** Validates the whole task; empty when nothing speaks against it. */
    public Optional<String> objection() throws IOException, PhaseFailedException {
        var toReference = objectionToReference();
        return toReference.isPresent() ? toReference : objectionToBase();
    }

    /**
     * What is copied before each script for every agent: the hidden tests, and the tests that the
     * reference patch changes unless they are what the task asks for.
     */
    public FileOverlay testFiles() throws IOException, PhaseFailedException {
        return scripts.testFiles(placesTests() ? scripts.referenceTests() : List.of());
    }

    private boolean placesTests() throws IOException, PhaseFailedException {
        if (!scripts.hasReferenceTests()) {
            return false;
        }
        requireBase();
        return Boolean.TRUE.equals(known.placesTests());
    }

    /**
     * The results of an agent that passes, with an objection to each script that reports less than
     * with the reference patch.
     */
    public List<TestResult> compare(List<TestResult> results)
            throws IOException, PhaseFailedException {
        if (!hasReference()) {
            return results;
        }
        try {
            requireReference();
        } catch (PhaseFailedException e) {
            if (e.failureClass() == FailureClass.INFRA_ERROR) {
                // What cannot be had for a comparison takes no pass away.
                infraError = e.error();
                return results;
            }
            throw e;
        }
        var reference = known.reference();
        if (reference == null) {
            return results;
        }
        boolean hasTestsInProduct = Boolean.TRUE.equals(known.hasTestsInProduct());
        boolean isCounted = !hasTestsInProduct && (!scripts.hasReferenceTests() || placesTests());
        var compared = ReportComparison.compare(results, reference, isCounted);
        return hasTestsInProduct
                ? ReportComparison.compareNames(compared, base(), reference)
                : compared;
    }

    /**
     * The verdict, unless the task contradicts itself.
     *
     * @return it, or {@code invalid_task}
     */
    public Verdict confirm(Verdict verdict) throws IOException, PhaseFailedException {
        return objectionTo(verdict)
                .map(objection -> new Verdict(FailureClass.INVALID_TASK, objection))
                .orElse(verdict);
    }

    private Optional<String> objectionTo(Verdict verdict) throws IOException, PhaseFailedException {
        return switch (verdict.failureClass()) {
            case null -> objectionToBase();
            case TESTS_FAILED, AGENT_FAILED, TIMEOUT, RESOURCE_LIMIT ->
                    hasReference() ? objectionToReference() : objectionToBase();
            case TAMPERING, INVALID_TASK, INFRA_ERROR, CANCELLED -> Optional.empty();
        };
    }

    private Optional<String> objectionToBase() throws IOException, PhaseFailedException {
        requireBase();
        var objection = known.objectionToBase(hasReference());
        return objection.isEmpty() && known.hasFailingPassToPass()
                ? objectionToReference()
                : objection;
    }

    private Optional<String> objectionToReference() throws IOException, PhaseFailedException {
        requireReference();
        return known.objectionToReference();
    }

    /**
     * The negative controls of a script that work on this task, for each runner that it calls.
     *
     * @param wanted how many each runner should have, if there are so many
     */
    List<RunnerControls> controls(TestScript script, int wanted)
            throws IOException, PhaseFailedException {
        if (infraError != null) {
            return List.of(
                    RunnerControls.none("The reference patch could not be tried: " + infraError));
        }
        var found = known.controls(script.name());
        if (!has(found, wanted)) {
            known =
                    validations.extend(
                            key, task.id(), known, other -> calibrate(other, script, wanted));
            found = known.controls(script.name());
        }
        return found == null ? List.of() : found;
    }

    private static boolean has(@Nullable List<RunnerControls> controls, int wanted) {
        return controls != null && controls.stream().allMatch(runner -> runner.has(wanted));
    }

    private ValidationResult calibrate(ValidationResult found, TestScript script, int wanted)
            throws IOException, PhaseFailedException {
        var before = found.controls(script.name());
        if (has(before, wanted)) {
            return found;
        }
        var solution =
                scripts.reference() instanceof ReferenceSolution.Application.Applied(var applied)
                        ? applied
                        : null;
        var result =
                solution == null
                        ? found.base() == null ? runs.onBase(found, known) : found
                        : found.reference() == null ? runs.withReference(found, solution) : found;
        var runs = solution == null ? result.base() : result.reference();
        var plain =
                runs == null
                        ? null
                        : runs.stream()
                                .filter(run -> run.name().equals(script.name()))
                                .findFirst()
                                .orElse(null);
        if (plain == null || plain.limit() != null || (solution != null && !plain.passed())) {
            var problem =
                    plain == null || plain.limit() == null
                            ? "The script does not pass with the reference patch either."
                            : "What is known of the task was ended by a limit: " + plain.limit();
            return result.withControls(script.name(), List.of(RunnerControls.none(problem)));
        }
        var candidates = scripts.candidates(script, solution);
        List<RunnerControls> known = before == null ? List.of() : before;
        var controls =
                scripts.calibrate(
                        solution,
                        RandomGenerator.getDefault(),
                        trial ->
                                new ControlCalibration(trial, script, plain)
                                        .extend(candidates, known, wanted));
        return result.withControls(script.name(), controls);
    }

    /** Whether a reference patch that applies can show how the scripts pass. */
    public boolean hasReference() throws IOException, PhaseFailedException {
        return runs.hasReference(known);
    }

    /** How the scripts run on the base. */
    public List<ScriptRun> base() throws IOException, PhaseFailedException {
        requireBase();
        return Objects.requireNonNull(known.base());
    }

    /** Runs the scripts. */
    @FunctionalInterface
    public interface Runs {
        List<ScriptRun> run() throws IOException, PhaseFailedException;
    }

    /**
     * How the scripts run on the base where the dependencies of the reference patch are installed.
     *
     * @param runs finds it out
     */
    public List<ScriptRun> onReferenceLayer(Runs runs) throws IOException, PhaseFailedException {
        if (known.onReferenceLayer() == null) {
            known =
                    validations.extend(
                            key,
                            task.id(),
                            known,
                            found ->
                                    found.onReferenceLayer() == null
                                            ? found.withReferenceLayer(runs.run())
                                            : found);
        }
        return Objects.requireNonNull(known.onReferenceLayer());
    }

    private void requireBase() throws IOException, PhaseFailedException {
        if (known.base() == null) {
            known =
                    validations.extend(
                            key,
                            task.id(),
                            known,
                            found -> found.base() == null ? runs.onBase(found, known) : found);
        }
    }

    private void requireReference() throws IOException, PhaseFailedException {
        if (known.reference() == null
                && scripts.reference()
                        instanceof ReferenceSolution.Application.Applied(var solution)) {
            known =
                    validations.extend(
                            key,
                            task.id(),
                            known,
                            found ->
                                    found.reference() == null
                                            ? runs.withReference(found, solution)
                                            : found);
        }
    }
}
