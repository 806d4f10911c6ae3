package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.TestReports;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Runs the hidden tests of a task in a sandbox. Before each script the test files are laid anew,
 * since code that an earlier script called has been there. An exit code of 0 is not believed when
 * the script's own report speaks against it.
 */
final class Verification {

    private static final Optional<String> NO_OBJECTION = Optional.empty();

    private final TaskTools tools;
    private final EvaluationTask task;
    private final Steps steps;
    private final Sandbox sandbox;
    private final boolean network;
    private final List<TestResult> results = new ArrayList<>();

    Verification(
            TaskTools tools, EvaluationTask task, Steps steps, Sandbox sandbox, boolean network) {
        this.tools = tools;
        this.task = task;
        this.steps = steps;
        this.sandbox = sandbox;
        this.network = network;
    }

    /** One for each script that came to an end so far. */
    List<TestResult> results() {
        return List.copyOf(results);
    }

    /**
     * Runs every script.
     *
     * @throws PhaseFailedException when one ran into its time limit
     */
    List<TestResult> run() throws IOException, PhaseFailedException {
        var scripts = new ArrayList<List<String>>();
        for (var script : task.tests().scripts()) {
            scripts.add(arguments(script));
        }
        var files = new LaidFiles(sandbox, "test_files");
        for (var file : task.tests().files()) {
            try (var in = file.open()) {
                files.add(file.path(), in);
            }
        }
        files.stage();
        sandbox.handOver(sandbox.input());
        for (int i = 0; i < scripts.size(); i++) {
            run(task.tests().scripts().get(i), scripts.get(i), files);
        }
        return results();
    }

    private List<String> arguments(TestScript script) throws IOException {
        return switch (script) {
            case TestScript.ScriptFile(String name, var file) -> {
                var place = sandbox.input().resolve("tests").resolve(name);
                var parent = place.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
                yield List.of("bash", sandbox.seen(place).toString());
            }
            case TestScript.CommandLine(_, String command) -> List.of("bash", "-c", command);
        };
    }

    private void run(TestScript script, List<String> arguments, LaidFiles files)
            throws IOException, PhaseFailedException {
        var timeout = tools.settings().testTimeout();
        if (!files.isEmpty()) {
            files.lay(steps, timeout);
        }
        var name = script.name();
        var ended =
                steps.run(
                        name,
                        sandbox,
                        new SandboxCommand(
                                arguments, task.tests().directory(), Map.of(), timeout, network));
        var output = ended.output().text();
        var objection =
                ended.isSuccess() ? TestReports.objection(script.text(), output) : NO_OBJECTION;
        results.add(new TestResult(name, ended.code(), output, objection.orElse(null)));
        ended.requireWithinLimits(name);
        if (ended.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "%s did not end within %d s.".formatted(name, timeout.toSeconds()));
        }
    }
}
