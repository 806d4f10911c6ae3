package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Runs the hidden tests of a task in a sandbox. Before each script the test files are laid over
 * whatever stands at their paths, since code that an earlier script called has been there; a link
 * or a file where a directory belongs is taken away first.
 */
final class Verification {

    private static final String LAY =
            """
            set -e
            while IFS= read -r -d '' file; do
              place=. rest=$file
              while [[ $rest == */* ]]; do
                place+=/${rest%%/*} rest=${rest#*/}
                if [[ -L $place || ! -d $place ]]; then
                  rm -rf -- "$place"
                  mkdir -- "$place"
                fi
              done
              if [[ -d ./$file && ! -L ./$file ]]; then
                chmod -R u+rwx -- "./$file"
              fi
              rm -rf -- "./$file"
              cp --preserve=mode -- "$1/files/$file" "./$file"
            done <"$1/list"
            """;

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
        stageFiles();
        sandbox.handOver(sandbox.input());
        for (int i = 0; i < scripts.size(); i++) {
            run(task.tests().scripts().get(i).name(), scripts.get(i));
        }
        return results();
    }

    private List<String> arguments(TestScript script) throws IOException {
        return switch (script) {
            case TestScript.ScriptFile(String name, var file) -> {
                var place = sandbox.input().resolve("tests").resolve(name);
                Files.createDirectories(parent(place));
                Files.copy(file, place);
                yield List.of("bash", sandbox.seen(place).toString());
            }
            case TestScript.CommandLine(_, String command) -> List.of("bash", "-c", command);
        };
    }

    private void stageFiles() throws IOException {
        var names = new StringBuilder();
        var files = sandbox.input().resolve("files");
        for (var file : task.tests().files()) {
            var place = files.resolve(file.path());
            Files.createDirectories(parent(place));
            try (var in = file.open()) {
                Files.copy(in, place);
            }
            names.append(file.path()).append('\0');
        }
        Files.writeString(sandbox.input().resolve("list"), names, StandardCharsets.UTF_8);
    }

    private void run(String name, List<String> arguments) throws IOException, PhaseFailedException {
        if (!task.tests().files().isEmpty()) {
            layFiles();
        }
        var timeout = tools.settings().testTimeout();
        var ended =
                steps.run(
                        name,
                        sandbox,
                        new SandboxCommand(
                                arguments, task.tests().directory(), Map.of(), timeout, network));
        results.add(new TestResult(name, ended.code(), ended.output().text(), null));
        if (ended.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "%s did not end within %d s.".formatted(name, timeout.toSeconds()));
        }
    }

    private void layFiles() throws PhaseFailedException {
        var input = sandbox.seen(sandbox.input()).toString();
        var ended =
                steps.run(
                        "test_files",
                        sandbox,
                        new SandboxCommand(
                                List.of("bash", "-c", LAY, "lay", input),
                                "",
                                Map.of(),
                                tools.settings().testTimeout(),
                                false));
        if (!ended.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.TESTS_FAILED,
                    "The test files cannot be laid into what the agent left: "
                            + ended.output().text().strip());
        }
    }

    private static Path parent(Path file) {
        var parent = file.getParent();
        return parent == null ? file : parent;
    }
}
