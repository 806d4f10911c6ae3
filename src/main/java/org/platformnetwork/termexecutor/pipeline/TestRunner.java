package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.Network;
import org.platformnetwork.termexecutor.pipeline.patch.FileOverlay;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Runs the hidden tests of a task. Right before each script the test files are copied, for in one
 * tree code that an earlier script called has been there. An exit code of 0 is not believed when
 * the script's own report speaks against it.
 */
public final class TestRunner {

    private static final Optional<String> NO_OBJECTION = Optional.empty();

    private final TaskContext context;
    private final EvaluationTask task;
    private final FileOverlay testFiles;
    private final StepRunner stepRunner;
    private final String stepPrefix;
    private final List<TestResult> results = new ArrayList<>();

    /**
     * @param testFiles what is copied right before each script
     */
    TestRunner(
            TaskContext context,
            EvaluationTask task,
            FileOverlay testFiles,
            StepRunner stepRunner) {
        this(context, task, testFiles, stepRunner, "");
    }

    /**
     * @param stepPrefix tells its steps from those of other runs of the same scripts
     */
    public TestRunner(
            TaskContext context,
            EvaluationTask task,
            FileOverlay testFiles,
            StepRunner stepRunner,
            String stepPrefix) {
        this.stepPrefix = stepPrefix;
        this.context = context;
        this.task = task;
        this.testFiles = testFiles;
        this.stepRunner = stepRunner;
    }

    /** One for each script that came to an end so far. */
    public List<TestResult> results() {
        return List.copyOf(results);
    }

    /**
     * Runs every script.
     *
     * @param sandboxes lends a sandbox to each
     * @throws PhaseFailedException when one ran into its time limit
     */
    List<TestResult> run(SandboxSupplier sandboxes) throws IOException, PhaseFailedException {
        for (var script : task.tests().scripts()) {
            run(script, sandboxes);
        }
        return results();
    }

    /** Runs one script, as {@link #run(SandboxSupplier)} does. */
    public void run(TestScript script, SandboxSupplier sandboxes)
            throws IOException, PhaseFailedException {
        sandboxes.supply(sandbox -> {
            testFiles.apply(sandbox, stepRunner, context.settings().testTimeout());
            run(script, sandbox);
        });
    }

    private void run(TestScript script, Sandbox sandbox) throws IOException, PhaseFailedException {
        var timeout = context.settings().testTimeout();
        boolean network = context.settings().verifyNetwork() == Network.ALLOW;
        var arguments = arguments(script, sandbox);
        var name = script.name();
        var command =
                new SandboxCommand(arguments, task.tests().directory(), Map.of(), timeout, network);
        var stepResult = run(stepPrefix + name, sandbox, command);
        var output = stepResult.output().text();
        var objection =
                stepResult.isSuccess()
                        ? TestReports.objection(script.text(), output)
                        : NO_OBJECTION;
        results.add(new TestResult(name, stepResult.code(), output, objection.orElse(null)));
        stepResult.requireWithinLimits(name);
        if (stepResult.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "%s timed out after %d s (TEST_TIMEOUT_SECS)."
                            .formatted(name, stepResult.timeLimit().toSeconds()));
        }
    }

    private StepRunner.StepResult run(String step, Sandbox sandbox, SandboxCommand command)
            throws PhaseFailedException {
        context.runningScripts().begin();
        try {
            return stepRunner.runLogged(step, sandbox, command);
        } finally {
            context.runningScripts().end();
        }
    }

    private List<String> arguments(TestScript script, Sandbox sandbox) throws IOException {
        return switch (script) {
            case TestScript.CommandLine(_, String command) -> List.of("bash", "-c", command);
            case TestScript.ScriptFile file -> {
                var staged = stagedScripts(sandbox).resolve(file.name());
                yield file.commandLine(sandbox.seen(staged).toString());
            }
        };
    }

    /** All of them, for one may read another. */
    private Path stagedScripts(Sandbox sandbox) throws IOException {
        var staged = sandbox.input().resolve("tests");
        for (var script : task.tests().scripts()) {
            if (script instanceof TestScript.ScriptFile file) {
                var place = staged.resolve(file.name());
                Files.createDirectories(Objects.requireNonNull(place.getParent()));
                Files.deleteIfExists(place);
                Files.write(place, file.bytes());
            }
        }
        sandbox.handOver(staged);
        return staged;
    }
}
