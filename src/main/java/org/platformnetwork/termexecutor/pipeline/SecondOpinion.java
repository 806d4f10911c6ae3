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
import org.platformnetwork.termexecutor.pipeline.patch.Change;
import org.platformnetwork.termexecutor.pipeline.patch.ChangeTracker;
import org.platformnetwork.termexecutor.pipeline.patch.ChangedFile;
import org.platformnetwork.termexecutor.pipeline.patch.FileCopies;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChange;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges;
import org.platformnetwork.termexecutor.pipeline.patch.LaidFiles;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Tells whether a pass depends on what the agent changed about how it is judged. Tests, and the
 * judging parts of other files, become what the reference patch makes of them, or else what the
 * base has, and the scripts run again.
 */
final class SecondOpinion {

    /** What has judging parts is smaller; a larger file judges as a whole. */
    private static final long MAX_PARSED = 4 << 20;

    private final TaskTools tools;
    private final EvaluationTask task;
    private final Layer layer;
    private final LaidFiles testFiles;
    private final Steps steps;
    private final Path directory;
    private final HarnessChanges harness;
    private @Nullable TestBed judged;
    private List<TestResult> results = List.of();
    private int runs;

    /**
     * @param directory for its own files; the caller removes it
     */
    SecondOpinion(
            TaskTools tools,
            EvaluationTask task,
            Layer layer,
            LaidFiles testFiles,
            Steps steps,
            Path directory)
            throws IOException {
        this.tools = tools;
        this.task = task;
        this.layer = layer;
        this.testFiles = testFiles;
        this.steps = steps;
        this.directory = directory;
        this.harness = new HarnessChanges(task, layer);
    }

    /** The changed files that could steer how the change is judged. */
    List<HarnessChange> suspicious(Change change) throws IOException, PhaseFailedException {
        return harness.of(change, shadows(change));
    }

    private Set<String> shadows(Change change) throws IOException, PhaseFailedException {
        var names = harness.newModules(change);
        var found = new HashSet<String>();
        if (!names.isEmpty()) {
            bed("modules", sandbox -> {})
                    .lend(sandbox ->
                            found.addAll(
                                    InstalledModules.among(
                                            names,
                                            sandbox,
                                            steps,
                                            tools.settings().testTimeout())));
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
    Verdict confirm(Verdict pass, List<HarnessChange> suspicious, TestBed changed)
            throws IOException, PhaseFailedException {
        judged = null;
        results = List.of();
        runs++;
        if (suspicious.isEmpty()) {
            return pass;
        }
        var laid = new LaidFiles("restore");
        var restored = restore(suspicious, changed, laid);
        if (restored.isEmpty()) {
            return pass;
        }
        var timeout = tools.settings().testTimeout();
        TestBed bed =
                use ->
                        changed.lend(sandbox -> {
                            laid.lay(sandbox, steps, timeout);
                            use.in(sandbox);
                        });
        judged = bed;
        steps.say(
                "second_opinion",
                "The tests run again without what the change does to how they are judged.");
        results = new Verification(tools, task, testFiles, steps).run(bed);
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
    TestBed judged(TestBed changed) {
        return judged == null ? changed : judged;
    }

    /** Decides what each file becomes; those that become something else. */
    private List<HarnessChange> restore(
            List<HarnessChange> suspicious, TestBed changed, LaidFiles laid)
            throws IOException, PhaseFailedException {
        var names = suspicious.stream().map(change -> change.file().name()).toList();
        var agents = read(names, changed, "agents");
        var judging = read(names, judging(suspicious), "judging");
        var restored = new ArrayList<HarnessChange>();
        for (int i = 0; i < names.size(); i++) {
            var change = suspicious.get(i);
            if (!testFiles.has(change.file())
                    && !judging.hasSame(i, agents)
                    && lay(change, i, judging, agents, laid)) {
                restored.add(change);
            }
        }
        return restored;
    }

    private FileCopies read(List<String> names, TestBed bed, String name)
            throws IOException, PhaseFailedException {
        var files = new ArrayList<FileCopies>();
        bed.lend(sandbox ->
                files.add(
                        FileCopies.read(
                                names,
                                sandbox,
                                steps,
                                tools.settings().testTimeout(),
                                place(name))));
        return files.getFirst();
    }

    /** Lends the base, with the reference patch if that says anything about these files. */
    private TestBed judging(List<HarnessChange> suspicious)
            throws IOException, PhaseFailedException {
        var reference = task.reference();
        boolean decides =
                reference != null
                        && suspicious.stream()
                                .anyMatch(change -> reference.paths().contains(change.path()));
        if (decides
                && ReferenceSolution.apply(tools, task, layer, place("reference"), steps)
                        instanceof ReferenceSolution.Application.Applied(var solution)) {
            var tracker = new ChangeTracker(tools, layer, steps);
            return bed("base", sandbox -> tracker.apply(solution.change(), sandbox));
        }
        return bed("base", sandbox -> {});
    }

    private TestBed bed(String name, TestBed.Use furnish) {
        return new FreshTestBed(tools, task, layer, place(name), furnish);
    }

    /** Where nothing was before. */
    private Path place(String name) {
        return directory.resolve(name + runs);
    }

    /** Whether a file becomes another than the agent's, which then is to be laid. */
    private boolean lay(
            HarnessChange change, int index, FileCopies judging, FileCopies agents, LaidFiles laid)
            throws IOException {
        var file = change.file();
        boolean isThere = judging.has(index) || judging.target(index) != null;
        if (!isThere && isAskedFor(change)) {
            return false;
        }
        if (isWhole(change, isThere)
                || judging.isLarger(index, MAX_PARSED)
                || agents.isLarger(index, MAX_PARSED)) {
            layWhole(file, index, judging, laid);
            return true;
        }
        var base = judging.bytes(index);
        boolean isWhereScriptsRun = harness.isWhereScriptsRun(change.path());
        var restoration =
                HarnessFiles.restore(change.path(), base, agents.bytes(index), isWhereScriptsRun);
        switch (restoration) {
            case Restoration.Untouched _ -> {
                return false;
            }
            case Restoration.Content content when !Arrays.equals(content.bytes(), base) ->
                    laid.addProgram(file, () -> new ByteArrayInputStream(content.bytes()));
            default -> layWhole(file, index, judging, laid);
        }
        return true;
    }

    private static void layWhole(ChangedFile file, int index, FileCopies judging, LaidFiles laid)
            throws IOException {
        var target = judging.target(index);
        if (target != null) {
            laid.addLink(file, target);
        } else if (judging.has(index)) {
            var copy = judging.file(index);
            laid.addProgram(file, () -> Files.newInputStream(copy));
        } else {
            laid.addCleared(file);
        }
    }

    /**
     * What scripts name and neither the base nor the reference patch has, the agent was to make.
     */
    private boolean isAskedFor(HarnessChange change) {
        var path = change.path();
        return (harness.isCalled(path) || (!change.runs() && harness.isNamed(path)))
                && harness.rivals(path).stream().noneMatch(harness::isInBase);
    }

    /** Tests and what scripts start have no parts, but for build files that both have. */
    private boolean isWhole(HarnessChange change, boolean isThere) {
        boolean hasParts = HarnessFiles.isSuspicious(change.path());
        return !change.runs() || !hasParts || (harness.isCalled(change.path()) && !isThere);
    }
}
