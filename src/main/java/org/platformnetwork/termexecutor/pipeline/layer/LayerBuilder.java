package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.InstallFailures;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache.CachedLayer;
import org.platformnetwork.termexecutor.pipeline.patch.PatchExtractor;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/** Makes the layer on which agent and tests of a task run: the exact commit, then its install. */
public final class LayerBuilder {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(60);

    private static final String USABLE = "/repo";

    /** Whether all that a sandbox has beside the working tree is there, and the tree apart. */
    private static final String PROBE =
            """
            for place; do test -e "$place" || exit 1; done; test -w . && ! test -e probe
            """;

    private final TaskContext context;
    private final EvaluationTask task;
    private final @Nullable ImageRoot image;
    private final Path directory;
    private final StepRunner stepRunner;
    private final Installation installation;
    private final List<String> notes = new ArrayList<>();
    private boolean failedInstall;

    /**
     * How install commands are run.
     *
     * @param reference manifests and lock files that lie in the tree; null for the base's own
     * @param variables what the commands get
     */
    private record Installation(
            @Nullable ReferenceDependencies reference,
            Map<String, String> variables,
            InstallFailures failures) {}

    /**
     * @param image the root that the layer rests on; null for the machine's own system
     * @param directory the task's own
     */
    public LayerBuilder(
            TaskContext context,
            EvaluationTask task,
            @Nullable ImageRoot image,
            Path directory,
            StepRunner stepRunner) {
        this(
                context,
                task,
                image,
                directory,
                stepRunner,
                new Installation(
                        null, context.variables().install(), context.settings().installFailures()));
    }

    private LayerBuilder(
            TaskContext context,
            EvaluationTask task,
            @Nullable ImageRoot image,
            Path directory,
            StepRunner stepRunner,
            Installation installation) {
        this.context = context;
        this.task = task;
        this.image = image;
        this.directory = directory;
        this.stepRunner = stepRunner;
        this.installation = installation;
    }

    /**
     * The same with the reference's manifests. An install command may fail there that builds the
     * base's sources with them, after it has brought what they name: that is a note.
     *
     * @param variables what install commands get
     */
    LayerBuilder withReference(ReferenceDependencies reference, Map<String, String> variables) {
        return new LayerBuilder(
                context,
                task,
                image,
                directory,
                stepRunner,
                new Installation(reference, variables, InstallFailures.WARN));
    }

    boolean hasFailedInstall() {
        return failedInstall;
    }

    /**
     * Prepares.
     *
     * @param place a directory for the layer; not there yet
     */
    public CachedLayer run(Path place) throws IOException, PhaseFailedException {
        var layer = Layer.create(place, image);
        if (image != null) {
            new ImageBase(context, layer, task.environment().repoPath())
                    .make(directory.resolve("image"));
        }
        requireUsablePath(layer);
        notes.addAll(
                new BaseCheckout(context, directory.resolve("unpatched"), layer.repository())
                        .checkOut(task.base(), stepRunner));
        var tracker = new PatchExtractor(context, layer, stepRunner);
        tracker.keepGitDirectory();
        var reference = installation.reference();
        if (reference == null) {
            stepRunner.enter(TaskStatus.INSTALLING_DEPS);
        } else {
            place(reference, layer.repository());
        }
        install(layer);
        context.sandboxes().seal(layer);
        tracker.recordBase(directory.resolve("snapshot"), task.environment().repoPath());
        return new CachedLayer(layer, notes);
    }

    /** No command of the task has run in the tree; links of its own may lead anywhere. */
    private static void place(ReferenceDependencies reference, Path tree)
            throws IOException, PhaseFailedException {
        var root = tree.toRealPath();
        for (var path : reference.paths()) {
            var file = root.resolve(path).normalize();
            for (var above = file.getParent();
                    ;
                    above = Objects.requireNonNull(above).getParent()) {
                if (above == null || Files.isSymbolicLink(above)) {
                    throw new PhaseFailedException(
                            FailureClass.INVALID_TASK,
                            "The reference patch changes a file below a link: %s.".formatted(path));
                }
                if (above.equals(root)) {
                    break;
                }
            }
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.deleteIfExists(file);
            var content = reference.files().get(path);
            if (content != null) {
                Files.write(file, content);
            }
        }
    }

    /** What a sandbox needs itself, or cannot make, is no place for the working tree. */
    private void requireUsablePath(Layer layer) throws IOException, PhaseFailedException {
        var path = task.environment().repoPath();
        if (!path.equals(USABLE) && !canWorkAt(path, layer) && canWorkAt(USABLE, layer)) {
            throw new PhaseFailedException(
                    FailureClass.INVALID_TASK,
                    "repo.path: %s cannot be the path of the working tree.".formatted(path));
        }
    }

    private boolean canWorkAt(String path, Layer layer) throws IOException {
        var root = directory.resolve("probe");
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.AGENT, path)) {
            var arguments = new ArrayList<>(List.of("sh", "-c", PROBE, "sh"));
            for (var place : List.of(sandbox.input(), sandbox.agentCode(), sandbox.temporary())) {
                var file = Files.createFile(place.resolve("probe"));
                sandbox.handOver(place);
                arguments.add(sandbox.seen(file).toString());
            }
            var command = new SandboxCommand(arguments, "", Map.of(), PROBE_TIMEOUT, false);
            return sandbox.run(command).outcome() instanceof ProcessResult.Exited exited
                    && exited.code() == 0;
        } finally {
            context.remover().accept(root);
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
                context.sandboxes()
                        .open(root, layer, SandboxPhase.PREPARE, task.environment().repoPath())) {
            for (int i = 0; i < commands.size(); i++) {
                install(sandbox, i + 1, commands.get(i));
            }
        }
        context.remover().accept(root);
    }

    private void install(Sandbox sandbox, int number, String line) throws PhaseFailedException {
        var stepResult =
                stepRunner.runLogged(
                        (installation.reference() == null ? "install_" : "reference_install_")
                                + number,
                        sandbox,
                        new SandboxCommand(
                                List.of("bash", "-c", line),
                                task.install().directory(),
                                environment(),
                                context.settings().installTimeout(),
                                true));
        if (stepResult.isSuccess()) {
            return;
        }
        var exceeded = stepResult.exceeded();
        if (exceeded != null) {
            throw new PhaseFailedException(
                    FailureClass.INFRA_ERROR,
                    "Install command %d ran into the limit of %s."
                            .formatted(number, exceeded.wireName().replace('_', ' ')));
        }
        var problem =
                stepResult.isTimedOut()
                        ? "Install command %d timed out after %d s (INSTALL_TIMEOUT_SECS)"
                                .formatted(number, context.settings().installTimeout().toSeconds())
                        : "Install command %d exited with code %d"
                                .formatted(number, stepResult.code());
        failedInstall = true;
        if (installation.failures() == InstallFailures.WARN) {
            notes.add(problem + ".");
            return;
        }
        throw new PhaseFailedException(
                FailureClass.INFRA_ERROR, problem + ":\n" + lastLines(stepResult.output().text()));
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(installation.variables());
        environment.put("DEBIAN_FRONTEND", "noninteractive");
        return environment;
    }

    private static String lastLines(String output) {
        var lines = output.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
