package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.execution.PreparedTasks.Prepared;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Role;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/** Makes the layer on which agent and tests of a task run: the exact commit, then its install. */
final class Preparation {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(60);

    private static final String USABLE = "/repo";

    /** Whether all that a sandbox has beside the working tree is there, and the tree apart. */
    private static final String PROBE =
            """
            for place; do test -e "$place" || exit 1; done; test -w . && ! test -e probe
            """;

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
        requireUsablePath(layer);
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

    /** What a sandbox needs itself, or cannot make, is no place for the working tree. */
    private void requireUsablePath(Layer layer) throws IOException, PhaseFailedException {
        var path = task.environment().repoPath();
        if (!path.equals(USABLE) && !canWorkAt(path, layer) && canWorkAt(USABLE, layer)) {
            throw new PhaseFailedException(
                    FailureClass.INVALID_TASK,
                    "repo.path: %s cannot be the place of the working tree.".formatted(path));
        }
    }

    private boolean canWorkAt(String path, Layer layer) throws IOException {
        var root = directory.resolve("probe");
        try (var sandbox = tools.sandboxes().open(root, layer, Role.AGENT, path)) {
            var arguments = new ArrayList<>(List.of("sh", "-c", PROBE, "sh"));
            for (var place : List.of(sandbox.input(), sandbox.agentCode(), sandbox.temporary())) {
                var file = Files.createFile(place.resolve("probe"));
                sandbox.handOver(place);
                arguments.add(sandbox.seen(file).toString());
            }
            var command = new SandboxCommand(arguments, "", Map.of(), PROBE_TIMEOUT, false);
            return sandbox.run(command).outcome() instanceof Outcome.Exited exited
                    && exited.code() == 0;
        } finally {
            tools.remover().accept(root);
        }
    }

    private void install(Layer layer) throws IOException, PhaseFailedException {
        var commands = task.install().commands();
        if (commands.isEmpty()) {
            return;
        }
        if (!layer.holds(task.install().directory())) {
            throw new PhaseFailedException(
                    FailureClass.INVALID_TASK,
                    "install.working_dir: the repository has no directory %s."
                            .formatted(task.install().directory()));
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
