package org.platformnetwork.termexecutor.pipeline;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.harness.HarnessFiles;
import org.platformnetwork.termexecutor.evidence.harness.Restoration;
import org.platformnetwork.termexecutor.pipeline.layer.InstalledModules;
import org.platformnetwork.termexecutor.pipeline.patch.AgentPatch;
import org.platformnetwork.termexecutor.pipeline.patch.ChangedFile;
import org.platformnetwork.termexecutor.pipeline.patch.FileCopies;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges.HarnessChange;
import org.platformnetwork.termexecutor.pipeline.patch.PatchExtractor;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Tells whether a pass depends on what the agent changed about how it is judged. Tests, and the
 * judging parts of other files, become what the reference patch makes of them, or else what the
 * base has, and the scripts run again.
 */
final class TamperCheck {

    /** What has judging parts is smaller; a larger file judges as a whole. */
    private static final long MAX_PARSED = 4 << 20;

    private final TaskContext context;
    private final EvaluationTask task;
    private final Layer layer;
    private final FileOverlay testFiles;
    private final StepRunner stepRunner;
    private final Path directory;
    private final HarnessChanges harness;
    private @Nullable SandboxSupplier judged;
    private List<TestResult> results = List.of();
    private int runs;

    /**
     * @param directory for its own files; the caller removes it
     */
    TamperCheck(
            TaskContext context,
            EvaluationTask task,
            Layer layer,
            FileOverlay testFiles,
            StepRunner stepRunner,
            Path directory)
            throws IOException {
        this.context = context;
        this.task = task;
        this.layer = layer;
        this.testFiles = testFiles;
        this.stepRunner = stepRunner;
        this.directory = directory;
        this.harness = new HarnessChanges(task, layer);
    }

    /** The changed files that could steer how the change is judged. */
    List<HarnessChange> suspicious(AgentPatch agentPatch) throws IOException, PhaseFailedException {
        return harness.of(agentPatch, shadows(agentPatch));
    }

    private Set<String> shadows(AgentPatch agentPatch) throws IOException, PhaseFailedException {
        var names = harness.newModules(agentPatch);
        var found = new HashSet<String>();
        if (!names.isEmpty()) {
            bed("modules", sandbox -> {})
                    .supply(sandbox ->
                            found.addAll(
                                    InstalledModules.among(
                                            names,
                                            sandbox,
                                            stepRunner,
                                            context.settings().testTimeout())));
        }
        return found;
    }

    /** Without programs that may be what the task is about. */
    List<HarnessChange> withoutPrograms(List<HarnessChange> suspicious) {
        return suspicious.stream().filter(change -> !harness.isProgram(change)).toList();
    }

    /**
     * Runs the scripts of a pass again.
     *
     * @param pass stays when they pass once more
     * @param changed lends what has the change and nothing else
     */
    Verdict confirm(Verdict pass, List<HarnessChange> suspicious, SandboxSupplier changed)
            throws IOException, PhaseFailedException {
        judged = null;
        results = List.of();
        runs++;
        if (suspicious.isEmpty()) {
            return pass;
        }
        var overlay = new FileOverlay("restore");
        var restored = restore(suspicious, changed, overlay);
        if (restored.isEmpty()) {
            return pass;
        }
        var timeout = context.settings().testTimeout();
        SandboxSupplier sandboxes =
                use ->
                        changed.supply(sandbox -> {
                            overlay.apply(sandbox, stepRunner, timeout);
                            use.in(sandbox);
                        });
        judged = sandboxes;
        stepRunner.info(
                "second_opinion",
                "The tests run again without what the change does to how they are judged.");
        results = new TestRunner(context, task, testFiles, stepRunner).run(sandboxes);
        boolean isPass = results.stream().allMatch(TestResult::passed);
        return isPass ? pass : Verdict.ofHarness(restored);
    }

    /**
     * How the scripts ran last.
     *
     * @param first how they ran on the agent's change
     */
    List<TestResult> results(List<TestResult> first) {
        return results.isEmpty() ? first : results;
    }

    /** What the scripts ran on last: the change without what it does to how it is judged. */
    SandboxSupplier judged(SandboxSupplier changed) {
        return judged == null ? changed : judged;
    }

    /** Decides what each file becomes; those that become something else. */
    private List<HarnessChange> restore(
            List<HarnessChange> suspicious, SandboxSupplier changed, FileOverlay overlay)
            throws IOException, PhaseFailedException {
        var names = suspicious.stream().map(change -> change.file().name()).toList();
        var agents = read(names, changed, "agents");
        var judging = read(names, judging(suspicious), "judging");
        var restored = new ArrayList<HarnessChange>();
        for (int i = 0; i < names.size(); i++) {
            var change = suspicious.get(i);
            if (!testFiles.has(change.file())
                    && !judging.hasSame(i, agents)
                    && lay(change, i, judging, agents, overlay)) {
                restored.add(change);
            }
        }
        return restored;
    }

    private FileCopies read(List<String> names, SandboxSupplier sandboxes, String name)
            throws IOException, PhaseFailedException {
        var files = new ArrayList<FileCopies>();
        sandboxes.supply(sandbox ->
                files.add(
                        FileCopies.read(
                                names,
                                sandbox,
                                stepRunner,
                                context.settings().testTimeout(),
                                place(name))));
        return files.getFirst();
    }

    /** Lends the base, with the reference patch if that says anything about these files. */
    private SandboxSupplier judging(List<HarnessChange> suspicious)
            throws IOException, PhaseFailedException {
        var reference = task.reference();
        boolean decides =
                reference != null
                        && suspicious.stream()
                                .anyMatch(change -> reference.paths().contains(change.path()));
        if (decides
                && ReferenceSolution.apply(context, task, layer, place("reference"), stepRunner)
                        instanceof ReferenceSolution.Application.Applied(var solution)) {
            var tracker = new PatchExtractor(context, layer, stepRunner);
            return bed("base", sandbox -> tracker.apply(solution.change(), sandbox));
        }
        return bed("base", sandbox -> {});
    }

    private SandboxSupplier bed(String name, SandboxSupplier.Use furnish) {
        return new FreshSandboxes(context, task, layer, place(name), furnish);
    }

    /** Where nothing was before. */
    private Path place(String name) {
        return directory.resolve(name + runs);
    }

    /** Whether a file becomes another than the agent's, which then must be copied. */
    private boolean lay(
            HarnessChange change,
            int index,
            FileCopies judging,
            FileCopies agents,
            FileOverlay overlay)
            throws IOException {
        var file = change.file();
        boolean isThere = judging.has(index) || judging.target(index) != null;
        if (!isThere && isAskedFor(change)) {
            return false;
        }
        if (isWhole(change, isThere)
                || judging.isLarger(index, MAX_PARSED)
                || agents.isLarger(index, MAX_PARSED)) {
            layWhole(file, index, judging, overlay);
            return true;
        }
        var base = judging.bytes(index);
        boolean isWhereScriptsRun = harness.isWhereScriptsRun(change.path());
        var restoration =
                HarnessFiles.restore(change.path(), base, agents.bytes(index), isWhereScriptsRun);
        switch (restoration) {
            case Restoration.Keep _ -> {
                return false;
            }
            case Restoration.Content content when !Arrays.equals(content.bytes(), base) ->
                    overlay.addProgram(file, () -> new ByteArrayInputStream(content.bytes()));
            default -> layWhole(file, index, judging, overlay);
        }
        return true;
    }

    private static void layWhole(
            ChangedFile file, int index, FileCopies judging, FileOverlay overlay)
            throws IOException {
        var target = judging.target(index);
        if (target != null) {
            overlay.addLink(file, target);
        } else if (judging.has(index)) {
            var copy = judging.file(index);
            overlay.addProgram(file, () -> Files.newInputStream(copy));
        } else {
            overlay.addDeletion(file);
        }
    }

    /**
     * What scripts name and neither the base nor the reference patch has, the agent was to make.
     */
    private boolean isAskedFor(HarnessChange change) {
        var path = change.path();
        return (harness.isCalled(path) || (!change.runs() && harness.isNamed(path)))
                && harness.alternatives(path).stream().noneMatch(harness::isInBase);
    }

    /** Tests and what scripts start have no parts, but for build files that both have. */
    private boolean isWhole(HarnessChange change, boolean isThere) {
        boolean hasParts = HarnessFiles.isSuspicious(change.path());
        return !change.runs() || !hasParts || (harness.isCalled(change.path()) && !isThere);
    }
}
