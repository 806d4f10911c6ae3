package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.AgentWork;
import org.platformnetwork.termexecutor.batch.TaskResult.UsedImage;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.harness.SuspiciousLines;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.Network;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.TaskValidationMode;
import org.platformnetwork.termexecutor.pipeline.agent.AgentPhase;
import org.platformnetwork.termexecutor.pipeline.agent.AgentRequirements;
import org.platformnetwork.termexecutor.pipeline.image.TaskImage;
import org.platformnetwork.termexecutor.pipeline.layer.LayerBuilder;
import org.platformnetwork.termexecutor.pipeline.patch.AgentPatch;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges.HarnessChange;
import org.platformnetwork.termexecutor.pipeline.patch.PatchExtractor;
import org.platformnetwork.termexecutor.pipeline.validation.TaskValidation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestFile;

/**
 * One attempt at one task: prepare it, run the agent on a copy, take its change, and for each
 * hidden test make the same change in another copy and run it there. The first phase that fails
 * ends it.
 */
final class TaskAttempt {

    private final TaskContext context;
    private final EvaluationTask task;
    private final AgentCode agent;
    private final Path directory;
    private final StepRunner stepRunner;
    private final InstantSource clock;
    private final Instant started;

    private @Nullable UsedImage used;
    private List<String> notes = List.of();
    private List<TestResult> tests = List.of();
    private AgentWork work = AgentWork.NONE;

    /**
     * @param directory the task's own; removed by the caller
     */
    TaskAttempt(
            TaskContext context,
            EvaluationTask task,
            AgentCode agent,
            Path directory,
            StepRunner stepRunner,
            InstantSource clock) {
        this.context = context;
        this.task = task;
        this.agent = agent;
        this.directory = directory;
        this.stepRunner = stepRunner;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Runs every phase; the thread is a virtual one, and its interrupt cancels the task. */
    TaskResult run() throws IOException {
        try {
            return result(judge());
        } catch (PhaseFailedException e) {
            return result(new Verdict(e.failureClass(), e.error()));
        }
    }

    private void sayVerdict(Verdict verdict) {
        var failure = verdict.failureClass();
        stepRunner.info(
                "verdict",
                failure == null ? "Passed." : failure.wireName() + ": " + verdict.error());
    }

    private Verdict judge() throws IOException, PhaseFailedException {
        stepRunner.enter(TaskStatus.CLONING_REPO);
        try (var image = context.images().acquire(task.environment().image(), stepRunner)) {
            return judge(image);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw StepRunner.cancelled();
        }
    }

    private Verdict judge(TaskImage image)
            throws IOException, PhaseFailedException, InterruptedException {
        used = image.used();
        notes = image.notes();
        var root = image.root();
        var layerBuilder = new LayerBuilder(context, task, root, directory, stepRunner);
        var key = task.preparationHash();
        @Nullable String missing;
        try (var lease = context.layerCache().acquire(key, root, layerBuilder::run)) {
            var found = lease.prepared().notes();
            notes = Stream.concat(notes.stream(), found.stream()).toList();
            if (stepRunner.reports().isEmpty()) {
                stepRunner.info(
                        "clone", "Cloned and installed before, for a task of the same content.");
            }
            var layer = lease.prepared().layer();
            missing = root == null ? null : missing(layer);
            if (missing == null) {
                return judge(layer);
            }
        }
        used = null;
        notes = List.of();
        var reason = "the image has no %s, which the agent needs".formatted(missing);
        return judge(context.images().without(reason, stepRunner));
    }

    private @Nullable String missing(Layer layer) throws IOException {
        return new AgentRequirements(context, directory.resolve("requirements"))
                .missing(agent, layer, task.environment().repoPath());
    }

    /** What is missing now may still come with the test files, or with what is asked for. */
    private void requireTestsDirectory(Layer layer) throws IOException, PhaseFailedException {
        var wanted = task.tests().directory();
        var coming =
                Stream.concat(
                        task.tests().files().stream().map(TestFile::path),
                        task.referencePaths().stream());
        if (!layer.holds(wanted) && coming.noneMatch(path -> path.startsWith(wanted + "/"))) {
            throw new PhaseFailedException(
                    FailureClass.INVALID_TASK,
                    "tests.working_dir: the repository has no directory %s.".formatted(wanted));
        }
    }

    private Verdict judge(Layer layer) throws IOException, PhaseFailedException {
        requireTestsDirectory(layer);
        if (!isValidated()) {
            return judgeAgent(layer, null);
        }
        var place = directory.resolve("validation");
        var validation = context.validations().of(context, task, layer, place, stepRunner);
        try {
            boolean isFirst = context.settings().validationMode() == TaskValidationMode.ALWAYS;
            var objection = isFirst ? validation.objection() : Optional.<String>empty();
            return objection.isPresent()
                    ? new Verdict(FailureClass.INVALID_TASK, objection.get())
                    : validation.confirm(judgeAgent(layer, validation));
        } finally {
            var found = validation.known().notes();
            notes = Stream.concat(notes.stream(), found.stream()).toList();
        }
    }

    private boolean isValidated() {
        return context.settings().validationMode() != TaskValidationMode.OFF;
    }

    /**
     * Runs the agent and judges what it left.
     *
     * @param validation null when tasks are not validated
     */
    private Verdict judgeAgent(Layer layer, @Nullable TaskValidation validation)
            throws IOException, PhaseFailedException {
        try {
            var phase = new AgentPhase(context, stepRunner, directory);
            var agents = runAgent(phase, layer);
            try (var left = context.sandboxes().openInPlaceOf(agents, directory.resolve("left"))) {
                return judge(layer, left, phase.failure(), validation);
            }
        } catch (PhaseFailedException e) {
            return new Verdict(e.failureClass(), e.error());
        }
    }

    /** The sandbox that the agent was in. */
    private Sandbox runAgent(AgentPhase phase, Layer layer)
            throws IOException, PhaseFailedException {
        try {
            return phase.run(agent, task, layer);
        } finally {
            work = new AgentWork(phase.output(), null, List.of(), List.of());
        }
    }

    /** Judges what the agent left. */
    private Verdict judge(
            Layer layer,
            Sandbox left,
            AgentPhase.@Nullable AgentFailure trouble,
            @Nullable TaskValidation validation)
            throws IOException, PhaseFailedException {
        var tracker = new PatchExtractor(context, layer, stepRunner);
        var agentPatch = tracker.extract(left);
        notes = Stream.concat(notes.stream(), agentPatch.notes().stream()).toList();
        stepRunner.enter(TaskStatus.RUNNING_TESTS);
        var testFiles = validation == null ? FileOverlay.ofTests(task) : validation.testFiles();
        var second = directory.resolve("second");
        var opinion = new TamperCheck(context, task, layer, testFiles, stepRunner, second);
        var suspicious = opinion.suspicious(agentPatch);
        var paths = suspicious.stream().map(HarnessChange::path).toList();
        var lines = SuspiciousLines.in(agentPatch.text(), path -> !paths.contains(path));
        work = new AgentWork(work.output(), agentPatch.text(), paths, lines);
        var changed = changed(layer, tracker, agentPatch);
        var confirmation =
                new Confirmation(
                        context, task, testFiles, suspicious, validation, directory, stepRunner);
        boolean inPlace = context.settings().verifyIn() == VerifiedIn.IN_PLACE;
        tests = confirmation.compared(verify(testFiles, inPlace ? use -> use.in(left) : changed));
        boolean network = context.settings().verifyNetwork() == Network.ALLOW;
        var verdict = Verdict.of(tests, trouble, agentPatch).explainedBy(tests, network);
        if (verdict.isPass()) {
            try {
                return confirmation.of(tests, opinion, changed);
            } finally {
                tests = confirmation.results();
            }
        }
        if (inPlace || verdict.failureClass() != FailureClass.TESTS_FAILED) {
            return verdict;
        }
        // It may have failed for want of what the reference patch has the task install.
        var again =
                new ReferenceVerification(
                        context, task, layer, testFiles, validation, directory, stepRunner);
        try {
            var there = again.run(left, agentPatch, tests, confirmation);
            return there == null ? verdict : there;
        } finally {
            notes = Stream.concat(notes.stream(), again.notes().stream()).toList();
            tests = confirmation.results().isEmpty() ? tests : confirmation.results();
        }
    }

    /** Says of each script why it was not tried with a control, where it was not. */
    private List<TestResult> explained() {
        if (!Confirmation.isControlled(context.settings())) {
            return tests;
        }
        var reason = "The task did not pass.";
        return tests.stream()
                .map(test -> test.control() == Control.OFF ? test.with(Control.NONE, reason) : test)
                .toList();
    }

    /** Lends fresh copies of the layer in which the agent's change was made. */
    private SandboxSupplier changed(Layer layer, PatchExtractor tracker, AgentPatch agentPatch) {
        return new FreshSandboxes(
                context,
                task,
                layer,
                directory.resolve("verify"),
                sandbox -> tracker.apply(agentPatch, sandbox));
    }

    private List<TestResult> verify(FileOverlay testFiles, SandboxSupplier bed)
            throws IOException, PhaseFailedException {
        var testRunner = new TestRunner(context, task, testFiles, stepRunner);
        try {
            return testRunner.run(bed);
        } finally {
            tests = testRunner.results();
        }
    }

    private TaskResult result(Verdict verdict) {
        sayVerdict(verdict);
        return new TaskResult(
                verdict.failureClass(),
                verdict.error(),
                explained(),
                tests.isEmpty() ? null : context.settings().verifyIn(),
                context.sandboxes().isolation().wireName(),
                work,
                stepRunner.reports(),
                stepRunner.extensions(),
                notes,
                Duration.between(started, clock.instant()),
                null,
                used);
    }
}
