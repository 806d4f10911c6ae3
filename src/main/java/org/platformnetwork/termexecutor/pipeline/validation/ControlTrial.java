package org.platformnetwork.termexecutor.pipeline.validation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.SandboxSupplier;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.TestRunner;
import org.platformnetwork.termexecutor.pipeline.control.Candidate;
import org.platformnetwork.termexecutor.pipeline.patch.FileCopies;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/** Runs a script with one of its tests changed, each time in a fresh copy. */
public final class ControlTrial {

    private static final long MAX_FILE = 4L << 20;

    private final TaskContext context;
    private final EvaluationTask task;
    private final FileOverlay testFiles;
    private final SandboxSupplier sandboxes;
    private final StepRunner stepRunner;
    private final Path directory;
    private final RandomGenerator random;

    /**
     * @param testFiles copied before the change is made
     * @param sandboxes lends what is judged
     * @param directory for files of its own; the caller removes it
     * @param random draws the values of failing changes
     */
    public ControlTrial(
            TaskContext context,
            EvaluationTask task,
            FileOverlay testFiles,
            SandboxSupplier sandboxes,
            StepRunner stepRunner,
            Path directory,
            RandomGenerator random) {
        this.context = context;
        this.task = task;
        this.testFiles = testFiles;
        this.sandboxes = sandboxes;
        this.stepRunner = stepRunner;
        this.directory = directory;
        this.random = random;
    }

    /** Makes one of a candidate's changes in a text. */
    private interface Edit {
        Optional<String> of(String text);
    }

    /** With a change that alters no result; null when its place is not there. */
    @Nullable ScriptRun harmless(TestScript script, Candidate candidate)
            throws IOException, PhaseFailedException {
        return twiceWhenLimited(script, candidate, candidate::harmless);
    }

    /** With a change that must make the script fail; null when its place is not there. */
    @Nullable ScriptRun failing(TestScript script, Candidate candidate)
            throws IOException, PhaseFailedException {
        return twiceWhenLimited(script, candidate, text -> candidate.failing(text, random));
    }

    /** A limit may have been the machine's doing: once more, while no other script runs. */
    private @Nullable ScriptRun twiceWhenLimited(TestScript script, Candidate candidate, Edit edit)
            throws IOException, PhaseFailedException {
        var first = run(script, candidate, edit);
        if (first == null || first.limit() == null) {
            return first;
        }
        context.runningScripts().awaitNone(context.settings().testTimeout());
        return run(script, candidate, edit);
    }

    private @Nullable ScriptRun run(TestScript script, Candidate candidate, Edit edit)
            throws IOException, PhaseFailedException {
        return candidate.isInScript()
                ? runChanged(script, edit)
                : runOnChanged(script, candidate, edit);
    }

    private @Nullable ScriptRun runChanged(TestScript script, Edit edit)
            throws IOException, PhaseFailedException {
        var changed = edit.of(script.text());
        if (changed.isEmpty()) {
            return null;
        }
        var variant =
                switch (script) {
                    case TestScript.CommandLine line ->
                            new TestScript.CommandLine(line.name(), changed.get());
                    case TestScript.ScriptFile file -> {
                        Workspaces.createClosed(directory);
                        var copy = directory.resolve("script");
                        Files.writeString(copy, changed.get(), UTF_8);
                        yield new TestScript.ScriptFile(file.name(), copy);
                    }
                };
        var scripts =
                task.tests().scripts().stream()
                        .map(other -> other.name().equals(script.name()) ? variant : other)
                        .toList();
        return run(variant, task.withScripts(scripts), testFiles, sandboxes);
    }

    private @Nullable ScriptRun runOnChanged(TestScript script, Candidate candidate, Edit edit)
            throws IOException, PhaseFailedException {
        var isThere = new ArrayList<Boolean>();
        SandboxSupplier changed =
                use ->
                        sandboxes.supply(sandbox -> {
                            testFiles.apply(sandbox, stepRunner, context.settings().testTimeout());
                            if (change(candidate.path(), edit, sandbox)) {
                                isThere.add(true);
                                use.in(sandbox);
                            }
                        });
        var run = run(script, task, new FileOverlay("test_files"), changed);
        return isThere.isEmpty() ? null : run;
    }

    private boolean change(String path, Edit edit, Sandbox sandbox)
            throws IOException, PhaseFailedException {
        var copies = directory.resolve("read");
        try {
            var files =
                    FileCopies.read(
                            List.of(bytes(path)),
                            sandbox,
                            stepRunner,
                            context.settings().testTimeout(),
                            copies);
            var content = files.isLarger(0, MAX_FILE) ? null : files.bytes(0);
            var changed =
                    content == null
                            ? Optional.<String>empty()
                            : edit.of(new String(content, ISO_8859_1));
            if (changed.isEmpty()) {
                return false;
            }
            var overlay = new FileOverlay("control");
            overlay.addProgram(
                    path, () -> new ByteArrayInputStream(changed.get().getBytes(ISO_8859_1)));
            overlay.apply(sandbox, stepRunner, context.settings().testTimeout());
            return true;
        } finally {
            context.remover().accept(copies);
        }
    }

    /** A character for each byte. */
    private static String bytes(String path) {
        return new String(path.getBytes(UTF_8), ISO_8859_1);
    }

    private ScriptRun run(
            TestScript script, EvaluationTask task, FileOverlay files, SandboxSupplier sandboxes)
            throws IOException, PhaseFailedException {
        var testRunner = new TestRunner(context, task, files, stepRunner, "control ");
        return ValidationScripts.run(testRunner, script, sandboxes);
    }
}
