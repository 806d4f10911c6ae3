package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.execution.PreparedTasks.Prepared;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Role;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/** Makes the layer on which agent and tests of a task run: the exact commit, then its install. */
final class Preparation {

    private final TaskTools tools;
    private final EvaluationTask task;
    private final Path directory;
    private final Steps steps;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param directory the task's own
     */
    Preparation(TaskTools tools, EvaluationTask task, Path directory, Steps steps) {
        this.tools = tools;
        this.task = task;
        this.directory = directory;
        this.steps = steps;
    }

    /**
     * Prepares.
     *
     * @param place a directory for the layer; not there yet
     */
    Prepared run(Path place) throws IOException, PhaseFailedException {
        var layer = Layer.create(place);
        notes.addAll(
                new BaseTree(tools, directory.resolve("unpatched"), layer.repository())
                        .bring(task.base(), steps));
        var tracker = new ChangeTracker(tools, layer, steps);
        tracker.keepGitDirectory();
        steps.enter(TaskStatus.INSTALLING_DEPS);
        install(layer);
        tools.sandboxes().seal(layer);
        tracker.recordBase(directory.resolve("snapshot"), task.environment().repoPath());
        return new Prepared(layer, notes);
    }

    private void install(Layer layer) throws IOException, PhaseFailedException {
        var commands = task.install().commands();
        if (commands.isEmpty()) {
            return;
        }
        if (!layer.holds(task.install().directory())) {
            throw new PhaseFailedException(
                    FailureClass.INVALID_TASK,
                    "The working directory of the install commands is not in the repository.");
        }
        var root = directory.resolve("prepare");
        try (var sandbox =
                tools.sandboxes().open(root, layer, Role.PREPARE, task.environment().repoPath())) {
            for (int i = 0; i < commands.size(); i++) {
                install(sandbox, i + 1, commands.get(i));
            }
        }
        tools.remover().accept(root);
    }

    private void install(Sandbox sandbox, int number, String line) throws PhaseFailedException {
        var ended =
                steps.runLogged(
                        "install_" + number,
                        sandbox,
                        new SandboxCommand(
                                List.of("bash", "-c", line),
                                task.install().directory(),
                                environment(),
                                tools.settings().installTimeout(),
                                true));
        if (ended.isSuccess()) {
            return;
        }
        var exceeded = ended.exceeded();
        if (exceeded != null) {
            throw new PhaseFailedException(
                    FailureClass.INFRA_ERROR,
                    "Install command %d ran into the limit of %s."
                            .formatted(number, exceeded.wireName().replace('_', ' ')));
        }
        var problem =
                ended.isTimedOut()
                        ? "Install command %d did not end within %d s"
                                .formatted(number, tools.settings().installTimeout().toSeconds())
                        : "Install command %d exited with code %d".formatted(number, ended.code());
        if (tools.settings().installFailures() == InstallFailures.WARN) {
            notes.add(problem + ".");
            return;
        }
        throw new PhaseFailedException(
                FailureClass.INFRA_ERROR, problem + ":\n" + lastLines(ended.output().text()));
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(tools.installEnvironment());
        environment.put("DEBIAN_FRONTEND", "noninteractive");
        return environment;
    }

    private static String lastLines(String output) {
        var lines = output.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
