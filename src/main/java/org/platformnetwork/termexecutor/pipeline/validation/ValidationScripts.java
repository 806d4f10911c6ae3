package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.harness.TestPaths;
import org.platformnetwork.termexecutor.pipeline.FreshSandboxes;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.SandboxSupplier;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.TestRunner;
import org.platformnetwork.termexecutor.pipeline.control.Candidate;
import org.platformnetwork.termexecutor.pipeline.control.Candidates;
import org.platformnetwork.termexecutor.pipeline.layer.ReferenceLayer;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.pipeline.patch.PatchExtractor;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/** Runs the scripts of a task on what its validation looks at, each in a copy of its own. */
public final class ValidationScripts {

    public static final String ON_BASE = "base ";
    private static final String WITH_REFERENCE = "reference ";

    private final TaskContext context;
    private final EvaluationTask task;
    private final Layer layer;
    private final Path directory;
    private final StepRunner stepRunner;
    private final TestPaths tests;
    private ReferenceSolution.@Nullable Application application;
    private @Nullable Map<String, String> sources;
    private int runs;

    /**
     * @param directory for sandboxes and for the files of the reference patch; not there yet
     */
    public ValidationScripts(
            TaskContext context,
            EvaluationTask task,
            Layer layer,
            Path directory,
            StepRunner stepRunner) {
        this.context = context;
        this.task = task;
        this.layer = layer;
        this.directory = directory;
        this.stepRunner = stepRunner;
        this.tests = new TestPaths(layer.repository());
    }

    /** Whether a step ran a script for a validation, and so says nothing of an agent. */
    public static boolean isStep(String name) {
        return name.startsWith(ON_BASE) || name.startsWith(WITH_REFERENCE);
    }

    /** The reference patch, applied once; null without one. */
    ReferenceSolution.@Nullable Application reference() throws IOException, PhaseFailedException {
        if (application == null && task.reference() != null) {
            var place = directory.resolve("reference_patch");
            application = ReferenceSolution.apply(context, task, layer, place, stepRunner);
        }
        return application;
    }

    /** Whether the reference patch names tests, fixtures or snapshots, hidden ones apart. */
    boolean hasReferenceTests() {
        return task.referencePaths().stream().anyMatch(this::isReferenceTest);
    }

    /** Those that it leaves as plain files, or deletes; none when it does not apply. */
    List<String> referenceTests() throws IOException, PhaseFailedException {
        if (!hasReferenceTests()
                || !(reference() instanceof ReferenceSolution.Application.Applied(var solution))) {
            return List.of();
        }
        return solution.change().paths().stream()
                .filter(this::isReferenceTest)
                .filter(path -> solution.file(path) != null || solution.deleted().contains(path))
                .toList();
    }

    private boolean isReferenceTest(String path) {
        return tests.contains(path)
                && task.tests().files().stream().noneMatch(hidden -> hidden.path().equals(path));
    }

    /** Whether the solution changes a file of the product that holds tests. */
    boolean changesTestsInProduct(ReferenceSolution solution) throws IOException {
        return ReportComparison.changesTestsInProduct(solution, tests);
    }

    /**
     * What is copied before each script: the hidden test files, over those of the reference patch.
     *
     * @param referenceTests paths in the reference patch
     */
    FileOverlay testFiles(List<String> referenceTests) throws IOException, PhaseFailedException {
        var files = new FileOverlay("test_files");
        if (!referenceTests.isEmpty()
                && reference() instanceof ReferenceSolution.Application.Applied(var solution)) {
            referenceTests.forEach(path -> solution.addTo(files, path));
        }
        task.tests().files().forEach(file -> files.add(file.path(), file::open));
        return files;
    }

    List<ScriptRun> onBase(List<String> referenceTests) throws IOException, PhaseFailedException {
        stepRunner.info("validation", "The scripts run on the base, before any change.");
        return run(ON_BASE, testFiles(referenceTests), layer, sandbox -> {});
    }

    List<ScriptRun> with(ReferenceSolution solution) throws IOException, PhaseFailedException {
        stepRunner.info("validation", "The scripts run with the reference patch.");
        var place = directory.resolve("reference_layer");
        try (var own = ReferenceLayer.find(context, task, layer, place, stepRunner)) {
            if (own == null) {
                return with(solution, layer, Set.of());
            }
            var runs = with(solution, own.layer(), own.paths());
            if (!own.notes().isEmpty() && !runs.stream().allMatch(ScriptRun::passed)) {
                own.discardIfIncomplete();
                throw new PhaseFailedException(
                        FailureClass.INFRA_ERROR,
                        "The dependencies of the reference patch could not be installed, and the"
                                + " scripts fail with it: "
                                + String.join(" ", own.notes()));
            }
            return runs;
        }
    }

    private List<ScriptRun> with(ReferenceSolution solution, Layer on, Set<String> except)
            throws IOException, PhaseFailedException {
        var tracker = new PatchExtractor(context, on, stepRunner);
        return run(
                WITH_REFERENCE,
                testFiles(List.of()),
                on,
                sandbox -> tracker.apply(solution.change(), except, sandbox));
    }

    private List<ScriptRun> run(
            String prefix, FileOverlay files, Layer on, SandboxSupplier.Use change)
            throws IOException, PhaseFailedException {
        runs++;
        var place = directory.resolve(Integer.toString(runs));
        var bed = new FreshSandboxes(context, task, on, place, change);
        var ended = new ArrayList<ScriptRun>();
        for (var script : task.tests().scripts()) {
            ended.add(run(new TestRunner(context, task, files, stepRunner, prefix), script, bed));
        }
        return ended;
    }

    /** Runs one script, into a limit where it meets one. */
    public static ScriptRun run(TestRunner testRunner, TestScript script, SandboxSupplier bed)
            throws IOException, PhaseFailedException {
        String limit = null;
        try {
            testRunner.run(script, bed);
        } catch (PhaseFailedException e) {
            limit = limit(e);
        }
        var results = testRunner.results();
        var result =
                results.isEmpty()
                        ? new TestResult(script.name(), null, "", null)
                        : results.getFirst();
        return ScriptRun.of(result, limit);
    }

    /** Finds controls that work on what is known to be right. */
    @FunctionalInterface
    interface Calibration {
        List<RunnerControls> on(ControlTrial trial) throws IOException, PhaseFailedException;
    }

    /**
     * Calibrates controls on the reference patch, with what it has installed, or on the base.
     *
     * @param solution null for the base
     */
    List<RunnerControls> calibrate(
            @Nullable ReferenceSolution solution, RandomGenerator random, Calibration calibration)
            throws IOException, PhaseFailedException {
        runs++;
        var place = directory.resolve(Integer.toString(runs));
        var layerPlace = directory.resolve("control_layer");
        try (var own =
                solution == null
                        ? null
                        : ReferenceLayer.find(context, task, layer, layerPlace, stepRunner)) {
            var on = own == null ? layer : own.layer();
            Set<String> except = own == null ? Set.of() : own.paths();
            var tracker = new PatchExtractor(context, on, stepRunner);
            var bed =
                    new FreshSandboxes(
                            context,
                            task,
                            on,
                            place,
                            sandbox -> {
                                if (solution != null) {
                                    tracker.apply(solution.change(), except, sandbox);
                                }
                            });
            var files = testFiles(List.of());
            var scratch = directory.resolve("control");
            return calibration.on(
                    new ControlTrial(context, task, files, bed, stepRunner, scratch, random));
        }
    }

    /** Candidates for the controls of a script, for each runner that it calls. */
    List<List<Candidate>> candidates(TestScript script, @Nullable ReferenceSolution solution)
            throws IOException {
        if (sources == null) {
            sources = ControlSources.read(task, layer, solution);
        }
        return Candidates.of(script.text(), sources);
    }

    /** The sentence of a limit that a script ran into. */
    private static String limit(PhaseFailedException e) throws PhaseFailedException {
        return switch (e.failureClass()) {
            // The last: what is to be judged could not be copied.
            case TIMEOUT, RESOURCE_LIMIT, TESTS_FAILED -> e.error();
            case AGENT_FAILED, TAMPERING, INVALID_TASK, INFRA_ERROR, CANCELLED -> throw e;
        };
    }
}
