package org.platformnetwork.termexecutor.pipeline.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.Verdict;

/**
 * What the validation of a task has found so far; each part is looked at when a verdict asks for
 * it.
 *
 * @param referenceProblem why git does not apply the reference patch; null when it does, without a
 *     patch, and until it was tried
 * @param placesTests whether the tests that the reference patch changes are placed for every agent;
 *     null until the base was looked at
 * @param base how the scripts ran on the base, with those tests where they are placed; null until
 *     then
 * @param reference how they ran with the reference patch; null until then, and without one
 * @param hasTestsInProduct whether that patch changes files of the product that hold tests; null
 *     until then
 * @param onReferenceLayer how they ran on the base where the dependencies of the reference patch
 *     are installed; null until an agent was to be verified there
 * @param controls for each runner of a script the negative controls that work, by the script's
 *     name; null until a pass asked for any
 */
public record ValidationResult(
        @Nullable String referenceProblem,
        @Nullable Boolean placesTests,
        @Nullable List<ScriptRun> base,
        @Nullable List<ScriptRun> reference,
        @Nullable Boolean hasTestsInProduct,
        @Nullable List<ScriptRun> onReferenceLayer,
        @Nullable Map<String, List<RunnerControls>> controls) {

    public static final ValidationResult NOTHING =
            new ValidationResult(null, null, null, null, null, null, null);

    ValidationResult withProblem(String problem) {
        return new ValidationResult(
                problem,
                placesTests,
                base,
                reference,
                hasTestsInProduct,
                onReferenceLayer,
                controls);
    }

    ValidationResult withBase(List<ScriptRun> runs, boolean isWithTests) {
        return new ValidationResult(
                referenceProblem,
                isWithTests,
                runs,
                reference,
                hasTestsInProduct,
                onReferenceLayer,
                controls);
    }

    ValidationResult withReference(List<ScriptRun> runs, boolean hasTests) {
        return new ValidationResult(
                referenceProblem, placesTests, base, runs, hasTests, onReferenceLayer, controls);
    }

    ValidationResult withReferenceLayer(List<ScriptRun> runs) {
        return new ValidationResult(
                referenceProblem, placesTests, base, reference, hasTestsInProduct, runs, controls);
    }

    /** This, with what another knows beyond it. */
    public ValidationResult and(ValidationResult other) {
        return new ValidationResult(
                referenceProblem == null ? other.referenceProblem : referenceProblem,
                base == null ? other.placesTests : placesTests,
                base == null ? other.base : base,
                reference == null ? other.reference : reference,
                reference == null ? other.hasTestsInProduct : hasTestsInProduct,
                onReferenceLayer == null ? other.onReferenceLayer : onReferenceLayer,
                controls == null ? other.controls : controls);
    }

    /** Less what rests on limits, which another hour may not reach. */
    public ValidationResult lasting() {
        boolean isBaseLasting = isLasting(base);
        boolean isReferenceLasting = isLasting(reference);
        return new ValidationResult(
                referenceProblem,
                isBaseLasting ? placesTests : null,
                isBaseLasting ? base : null,
                isReferenceLasting ? reference : null,
                isReferenceLasting ? hasTestsInProduct : null,
                isLasting(onReferenceLayer) ? onReferenceLayer : null,
                lastingControls());
    }

    /** Less the controls, which take the most room. */
    ValidationResult withoutControls() {
        return new ValidationResult(
                referenceProblem,
                placesTests,
                base,
                reference,
                hasTestsInProduct,
                onReferenceLayer,
                null);
    }

    private @Nullable Map<String, List<RunnerControls>> lastingControls() {
        if (controls == null) {
            return null;
        }
        var lasting = new HashMap<>(controls);
        lasting.values().removeIf(found -> found.stream().anyMatch(one -> one.problem() != null));
        return Map.copyOf(lasting);
    }

    /** Those of a script; null when none were looked for. */
    @Nullable List<RunnerControls> controls(String script) {
        return controls == null ? null : controls.get(script);
    }

    ValidationResult withControls(String script, List<RunnerControls> found) {
        var all = new HashMap<String, List<RunnerControls>>();
        if (controls != null) {
            all.putAll(controls);
        }
        all.put(script, found);
        return new ValidationResult(
                referenceProblem,
                placesTests,
                base,
                reference,
                hasTestsInProduct,
                onReferenceLayer,
                Map.copyOf(all));
    }

    /**
     * Of two runs of each script the one that ended as the task says, else one that a limit ended:
     * a negative result needs two that are equal, and a limit does not count as one.
     */
    static List<ScriptRun> ofTwo(
            List<ScriptRun> first, List<ScriptRun> second, Predicate<ScriptRun> isGreenExpected) {
        var chosen = new ArrayList<ScriptRun>();
        for (int i = 0; i < first.size(); i++) {
            var both = List.of(first.get(i), second.get(i));
            chosen.add(
                    both.stream()
                            .filter(run ->
                                    run.limit() == null
                                            && run.passed() == isGreenExpected.test(run))
                            .findFirst()
                            .or(() -> both.stream().filter(run -> run.limit() != null).findFirst())
                            .orElse(first.get(i)));
        }
        return chosen;
    }

    private static boolean isLasting(@Nullable List<ScriptRun> runs) {
        return runs == null || runs.stream().allMatch(run -> run.limit() == null);
    }

    /** Whether a script that passes in the end fails on the base, though it is said not to. */
    boolean hasFailingPassToPass() {
        return base != null && base.stream().anyMatch(run -> isPassToPass(run) && !run.passed());
    }

    /** Whether the base shows the bug that the task is about. */
    static boolean showsBug(List<ScriptRun> base) {
        return base.stream().filter(ValidationResult::isFailToPass).noneMatch(ScriptRun::passed)
                && !base.stream().allMatch(ScriptRun::passed);
    }

    /**
     * Why the base contradicts the task.
     *
     * @param hasReference whether a reference patch can show that a script is able to pass
     */
    Optional<String> objectionToBase(boolean hasReference) {
        var runs = base == null ? List.<ScriptRun>of() : base;
        for (var run : runs) {
            if (isFailToPass(run) && run.passed()) {
                return Optional.of(
                        withOutput(run.name() + " passes on the base, before any change.", run));
            }
            if (isPassToPass(run) && failed(run) && !hasReference) {
                return Optional.of(
                        withOutput(
                                run.name() + " fails on the base, before any change." + cause(run),
                                run));
            }
        }
        return !runs.isEmpty() && runs.stream().allMatch(ScriptRun::passed)
                ? Optional.of(
                        withOutput(
                                "Every script passes on the base, before any change.",
                                runs.getFirst()))
                : Optional.empty();
    }

    /** A limit says nothing against a task. */
    private static boolean failed(ScriptRun run) {
        return !run.passed() && run.limit() == null;
    }

    /** Why the reference patch contradicts the task. */
    Optional<String> objectionToReference() {
        var runs = reference == null ? List.<ScriptRun>of() : reference;
        return runs.stream()
                .filter(ValidationResult::failed)
                .findFirst()
                .map(run ->
                        withOutput(
                                "The task's own solution fails here: %s (%s).%s"
                                        .formatted(run.name(), ending(run), cause(run)),
                                run));
    }

    /** Sentences for whoever reads the verdict of a valid task. */
    public List<String> notes() {
        var notes = new ArrayList<String>();
        if (referenceProblem != null) {
            notes.add(
                    "The reference patch does not apply, so only the base was looked at: "
                            + referenceProblem.lines().findFirst().orElse(""));
        }
        if (reference != null) {
            reference.stream()
                    .map(ScriptRun::limit)
                    .filter(Objects::nonNull)
                    .map(limit -> "A limit ended the task's own solution, twice: " + limit)
                    .forEach(notes::add);
        }
        if (base != null && reference != null) {
            base.stream()
                    .filter(run -> isPassToPass(run) && !run.passed())
                    .map(run ->
                            run.name()
                                    + " fails on the base and passes with the reference patch; it"
                                    + " counts as a fail_to_pass.")
                    .forEach(notes::add);
        }
        return notes;
    }

    private static boolean isFailToPass(ScriptRun run) {
        return run.name().startsWith("fail_to_pass");
    }

    static boolean isPassToPass(ScriptRun run) {
        return run.name().startsWith("pass_to_pass");
    }

    private static String ending(ScriptRun run) {
        return run.objection() == null ? "exit code " + run.exitCode() : run.objection();
    }

    private static String cause(ScriptRun run) {
        if (Verdict.missesNetwork(run.output())) {
            return " A download was tried and verification has no network (VERIFY_NETWORK=none).";
        }
        return run.exitCode() != null && run.exitCode() == 127
                ? " A command was not found: no install command brings it."
                : "";
    }

    private static String withOutput(String sentence, ScriptRun run) {
        var output = run.output().strip();
        return output.isEmpty() ? sentence : sentence + "\n" + output;
    }
}
