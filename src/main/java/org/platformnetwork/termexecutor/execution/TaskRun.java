package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.git.CheckoutResult;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.sandbox.TaskWorkspace;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * One task from clone to verdict: the repository at its base commit, the install commands, the
 * agent, the hidden tests laid over its work, the test scripts. The first phase that fails ends the
 * task.
 */
final class TaskRun {

    private final TaskTools tools;
    private final EvaluationTask task;
    private final AgentCode agent;
    private final TaskWorkspace workspace;
    private final Consumer<TaskStatus> phases;
    private final InstantSource clock;
    private final Instant started;

    private final List<TestResult> tests = new ArrayList<>();
    private @Nullable String agentOutput;
    private @Nullable String agentProblem;

    TaskRun(
            TaskTools tools,
            EvaluationTask task,
            AgentCode agent,
            TaskWorkspace workspace,
            Consumer<TaskStatus> phases,
            InstantSource clock) {
        this.tools = tools;
        this.task = task;
        this.agent = agent;
        this.workspace = workspace;
        this.phases = phases;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Why a phase ended the task. */
    private record Failure(FailureClass failureClass, String error) {}

    /** Runs every phase; the thread is a virtual one, and its interrupt cancels the task. */
    TaskResult run() throws IOException {
        var failure = cloneRepository();
        if (failure == null) {
            failure = install();
        }
        if (failure == null) {
            failure = runAgent();
        }
        if (failure == null) {
            failure = runTests();
        }
        var duration = Duration.between(started, clock.instant());
        return failure == null
                ? new TaskResult(null, null, tests, agentOutput, duration)
                : new TaskResult(
                        failure.failureClass(), failure.error(), tests, agentOutput, duration);
    }

    private @Nullable Failure cloneRepository() throws IOException {
        phases.accept(TaskStatus.CLONING_REPO);
        var result = new BaseTree(tools, workspace).bring(task.base());
        return switch (result) {
            case CheckoutResult.Ready ready -> null;
            case CheckoutResult.Impossible impossible ->
                    new Failure(FailureClass.INVALID_TASK, impossible.reason());
            case CheckoutResult.Failed failed ->
                    new Failure(FailureClass.INFRA_ERROR, failed.reason());
            case CheckoutResult.TimedOut timedOut ->
                    new Failure(
                            FailureClass.INFRA_ERROR,
                            "The repository did not arrive within the time for clones.");
            case CheckoutResult.Cancelled cancelled -> cancelled();
        };
    }

    private @Nullable Failure install() throws IOException {
        phases.accept(TaskStatus.INSTALLING_DEPS);
        var directory = task.install().directory();
        int number = 0;
        for (var line : task.install().commands()) {
            number++;
            if (!workspace.holds(directory)) {
                return new Failure(
                        FailureClass.INVALID_TASK,
                        "The working directory of the install commands is not in the repository.");
            }
            var outcome =
                    shell(
                            directory,
                            List.of("bash", "-c", line),
                            Map.of(),
                            tools.settings().installTimeout());
            var failure =
                    switch (outcome) {
                        case Outcome.Exited(int code, var output, var took) ->
                                code == 0
                                        ? null
                                        : new Failure(
                                                FailureClass.INFRA_ERROR,
                                                "Install command %d exited with code %d:\n%s"
                                                        .formatted(
                                                                number,
                                                                code,
                                                                lastLines(output.text())));
                        case Outcome.TimedOut timedOut ->
                                new Failure(
                                        FailureClass.INFRA_ERROR,
                                        "Install command %d did not end within %d s."
                                                .formatted(
                                                        number,
                                                        tools.settings()
                                                                .installTimeout()
                                                                .toSeconds()));
                        case Outcome.NotStarted notStarted -> notStarted(notStarted);
                        case Outcome.Cancelled cancelled -> cancelled();
                    };
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private @Nullable Failure runAgent() throws IOException {
        phases.accept(TaskStatus.RUNNING_AGENT);
        DirectoryCopy.copy(agent.directory(), workspace.agentCode());
        Files.writeString(workspace.prompt(), task.prompt());
        var environment =
                Map.of(
                        "TASK_PROMPT", workspace.prompt().toString(),
                        "REPO_DIR", workspace.repository().toString());
        var outcome =
                shell(
                        "",
                        agent.command(workspace.agentCode(), task.prompt()),
                        environment,
                        tools.settings().agentTimeout());
        switch (outcome) {
            case Outcome.Exited(int code, var output, var took) -> {
                agentOutput = output.text();
                if (code != 0) {
                    agentProblem = "The agent exited with code %d.".formatted(code);
                }
                return null;
            }
            case Outcome.TimedOut timedOut -> {
                agentOutput = timedOut.output().text();
                return new Failure(
                        FailureClass.TIMEOUT,
                        "The agent did not end within %d s."
                                .formatted(tools.settings().agentTimeout().toSeconds()));
            }
            case Outcome.NotStarted notStarted -> {
                agentProblem = "The agent could not be started: " + notStarted.reason();
                return null;
            }
            case Outcome.Cancelled cancelled -> {
                agentOutput = cancelled.output().text();
                return cancelled();
            }
        }
    }

    private @Nullable Failure runTests() throws IOException {
        phases.accept(TaskStatus.RUNNING_TESTS);
        if (!workspace.holds("")) {
            return new Failure(FailureClass.TESTS_FAILED, "The agent left no repository behind.");
        }
        var writer = new TestFileWriter(workspace.repository(), tools.remover());
        for (var file : task.tests().files()) {
            writer.write(file);
        }
        var directory = task.tests().directory();
        for (var script : task.tests().scripts()) {
            if (!workspace.holds(directory)) {
                return new Failure(
                        FailureClass.TESTS_FAILED,
                        "The working directory of the tests is not in the repository.");
            }
            var outcome =
                    shell(directory, arguments(script), Map.of(), tools.settings().testTimeout());
            switch (outcome) {
                case Outcome.Exited(int code, var output, var took) ->
                        tests.add(new TestResult(script.name(), code, output.text()));
                case Outcome.TimedOut timedOut -> {
                    tests.add(new TestResult(script.name(), null, timedOut.output().text()));
                    return new Failure(
                            FailureClass.TIMEOUT,
                            "%s did not end within %d s."
                                    .formatted(
                                            script.name(),
                                            tools.settings().testTimeout().toSeconds()));
                }
                case Outcome.NotStarted notStarted -> {
                    return notStarted(notStarted);
                }
                case Outcome.Cancelled cancelled -> {
                    return cancelled();
                }
            }
        }
        return verdict();
    }

    private @Nullable Failure verdict() {
        var failed = tests.stream().filter(test -> !test.passed()).toList();
        if (failed.isEmpty()) {
            return null;
        }
        var error =
                "%d of %d test scripts failed: %s."
                        .formatted(
                                failed.size(),
                                tests.size(),
                                failed.stream()
                                        .map(test ->
                                                "%s (exit code %d)"
                                                        .formatted(test.name(), test.exitCode()))
                                        .collect(Collectors.joining(", ")));
        if (agentProblem == null) {
            return new Failure(FailureClass.TESTS_FAILED, error);
        }
        var failureClass =
                agentOutput == null ? FailureClass.AGENT_FAILED : FailureClass.TESTS_FAILED;
        return new Failure(failureClass, agentProblem + " " + error);
    }

    private Outcome shell(
            String directory,
            List<String> arguments,
            Map<String, String> environment,
            Duration timeout) {
        return tools.sandbox().run(workspace, directory, arguments, environment, timeout);
    }

    private static List<String> arguments(TestScript script) {
        return switch (script) {
            case TestScript.ScriptFile(String name, var file) -> List.of("bash", file.toString());
            case TestScript.CommandLine(String name, String command) ->
                    List.of("bash", "-c", command);
        };
    }

    private static Failure notStarted(Outcome.NotStarted notStarted) {
        return new Failure(
                FailureClass.INFRA_ERROR, "A command could not be started: " + notStarted.reason());
    }

    private static Failure cancelled() {
        return new Failure(FailureClass.CANCELLED, "The task was ended before its verdict.");
    }

    private static String lastLines(String output) {
        var lines = output.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
