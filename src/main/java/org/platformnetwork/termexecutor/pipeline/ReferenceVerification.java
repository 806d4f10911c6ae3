package org.platformnetwork.termexecutor.pipeline;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency;
import org.platformnetwork.termexecutor.pipeline.dependency.DependencyFiles;
import org.platformnetwork.termexecutor.pipeline.layer.ReferenceLayer;
import org.platformnetwork.termexecutor.pipeline.patch.AgentPatch;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.pipeline.patch.PatchExtractor;
import org.platformnetwork.termexecutor.pipeline.validation.ScriptRun;
import org.platformnetwork.termexecutor.pipeline.validation.TaskValidation;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationScripts;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Verifies a change that failed on the task's layer once more on the reference layer, when the
 * agent's own manifests admit what that brings, and when the scripts are not green there already
 * without the agent.
 */
final class ReferenceVerification {

    private static final int MAX_NAMED = 5;

    private final TaskContext context;
    private final EvaluationTask task;
    private final Layer plain;
    private final FileOverlay testFiles;
    private final @Nullable TaskValidation validation;
    private final Path directory;
    private final StepRunner stepRunner;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param plain the task's layer
     * @param validation null when tasks are not validated
     * @param directory the task's own
     */
    ReferenceVerification(
            TaskContext context,
            EvaluationTask task,
            Layer plain,
            FileOverlay testFiles,
            @Nullable TaskValidation validation,
            Path directory,
            StepRunner stepRunner) {
        this.context = context;
        this.task = task;
        this.plain = plain;
        this.testFiles = testFiles;
        this.validation = validation;
        this.directory = directory;
        this.stepRunner = stepRunner;
    }

    /** What a reader of the verdict has to know, a sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Verifies.
     *
     * @param left has what the agent left
     * @param failed what the scripts said on the task's layer
     * @param confirmation of passes there
     * @return null when that stands
     */
    @Nullable Verdict run(
            Sandbox left, AgentPatch agentPatch, List<TestResult> failed, Confirmation confirmation)
            throws IOException, PhaseFailedException {
        var own = directory.resolve("reference");
        try (var reference = ReferenceLayer.find(context, task, plain, own, stepRunner)) {
            return reference == null || !isAdmitted(reference, left, agentPatch)
                    ? null
                    : run(reference, agentPatch, failed, confirmation);
        }
    }

    private boolean isAdmitted(ReferenceLayer reference, Sandbox left, AgentPatch agentPatch)
            throws IOException, PhaseFailedException {
        var manifests = agentPatch.paths().stream().filter(DependencyFiles::include).toList();
        var agents = reference.declarations(left, manifests);
        var refused = reference.unnamed(agents);
        if (refused.isEmpty()) {
            refused = reference.refused(agents);
        }
        if (!refused.isEmpty()) {
            notes.add(
                    "The tests did not run with the dependencies of the reference patch, since no"
                            + " manifest or lock file of the agent's admits its version of %s."
                                    .formatted(named(refused)));
        }
        return refused.isEmpty();
    }

    private @Nullable Verdict run(
            ReferenceLayer reference,
            AgentPatch agentPatch,
            List<TestResult> failed,
            Confirmation confirmation)
            throws IOException, PhaseFailedException {
        if (!isProof(reference, failed)) {
            return null;
        }
        var layer = reference.layer();
        stepRunner.info(
                "reference_layer",
                "The tests run again with the dependencies of the reference patch.");
        var tracker = new PatchExtractor(context, layer, stepRunner);
        var changed =
                bed(
                        layer,
                        "reference-verify",
                        sandbox -> tracker.apply(agentPatch, reference.paths(), sandbox));
        var results = confirmation.compared(results(changed));
        if (results.isEmpty() || !results.stream().allMatch(TestResult::passed)) {
            reference.discardIfIncomplete();
            notes.addAll(reference.notes());
            notes.add("The tests fail with the dependencies of the reference patch as well.");
            return null;
        }
        notes.add("The tests ran with the dependencies of the reference patch.");
        // What judges is read from the base that the reference patch was made for.
        var second = directory.resolve("reference-second");
        var opinion = new TamperCheck(context, task, plain, testFiles, stepRunner, second);
        return confirmation.of(results, opinion, changed);
    }

    private SandboxSupplier bed(Layer layer, String name, SandboxSupplier.Use furnish) {
        return new FreshSandboxes(context, task, layer, directory.resolve(name), furnish);
    }

    /** Empty unless all pass. */
    private List<TestResult> results(SandboxSupplier sandboxes)
            throws IOException, PhaseFailedException {
        try {
            var results = new TestRunner(context, task, testFiles, stepRunner).run(sandboxes);
            return results.stream().allMatch(TestResult::passed) ? results : List.of();
        } catch (PhaseFailedException e) {
            if (e.failureClass().isJudged()) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Whether the dependencies alone turn none of the failed green; one that is green on the task's
     * layer without a change only has to stay so.
     */
    private boolean isProof(ReferenceLayer reference, List<TestResult> failed)
            throws IOException, PhaseFailedException {
        var there =
                validation == null
                        ? onBase(reference)
                        : validation.onReferenceLayer(() -> onBase(reference));
        var names =
                failed.stream().filter(result -> !result.passed()).map(TestResult::name).toList();
        var limited = named(names, there, run -> run.limit() != null);
        if (!limited.isEmpty()) {
            notes.add(
                    "With the dependencies of the reference patch and no change of the product a"
                            + " limit ended %s, which proves nothing of the agent's."
                                    .formatted(String.join(", ", limited)));
            return false;
        }
        var green = named(names, there, ScriptRun::passed);
        if (green.isEmpty()) {
            return true;
        }
        var here =
                validation == null
                        ? run(bed(plain, "plain-base", sandbox -> {}))
                        : validation.base();
        var unproven = new ArrayList<>(green);
        unproven.removeAll(named(green, here, ScriptRun::passed));
        if (!unproven.isEmpty()) {
            notes.add(
                    "With the dependencies of the reference patch %s without any change of the"
                                    .formatted(
                                            String.join(", ", unproven)
                                                    + (unproven.size() == 1 ? " passes" : " pass"))
                            + " product, which proves nothing of the agent's.");
        }
        return unproven.isEmpty();
    }

    private static List<String> named(
            List<String> names, List<ScriptRun> runs, Predicate<ScriptRun> kind) {
        return runs.stream().filter(kind).map(ScriptRun::name).filter(names::contains).toList();
    }

    private List<ScriptRun> onBase(ReferenceLayer reference)
            throws IOException, PhaseFailedException {
        return run(bed(reference.layer(), "reference-base", sandbox -> {}));
    }

    /** Each script, and one that ran into a limit once more. */
    private List<ScriptRun> run(SandboxSupplier sandboxes)
            throws IOException, PhaseFailedException {
        var runs = new ArrayList<ScriptRun>();
        for (var script : task.tests().scripts()) {
            var run = ValidationScripts.run(onBase(), script, sandboxes);
            runs.add(
                    run.limit() == null ? run : ValidationScripts.run(onBase(), script, sandboxes));
        }
        return runs;
    }

    private TestRunner onBase() {
        return new TestRunner(context, task, testFiles, stepRunner, ValidationScripts.ON_BASE);
    }

    private static String named(Collection<Dependency> dependencies) {
        var names =
                dependencies.stream().limit(MAX_NAMED).map(Dependency::name).collect(joining(", "));
        int more = dependencies.size() - MAX_NAMED;
        return more > 0 ? names + " and %d more".formatted(more) : names;
    }
}
