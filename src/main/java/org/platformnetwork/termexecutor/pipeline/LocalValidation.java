package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.layer.LayerBuilder;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.util.FileSystemUtils;

/**
 * Validates tasks on this machine as the service would: with its settings, in its sandboxes, and
 * beside it, in a workspace of its own that is gone afterwards. Nothing is kept.
 */
public final class LocalValidation {

    private LocalValidation() {}

    /**
     * What was found out about a task.
     *
     * @param problem why it is invalid, or could not be validated: a sentence, and what a command
     *     printed; empty for a valid one
     * @param notes further sentences
     */
    public record Finding(TaskId task, String problem, List<String> notes) {
        public Finding {
            notes = List.copyOf(notes);
        }

        public boolean isValid() {
            return problem.isEmpty();
        }
    }

    /**
     * Validates, one task after the other.
     *
     * @param listener hears of each when it is done
     */
    public static void run(List<EvaluationTask> tasks, Consumer<Finding> listener)
            throws IOException {
        // Users of sandboxes have to pass.
        var passable = PosixFilePermissions.fromString("rwx--x--x");
        var base = Files.createTempDirectory("term-executor-validation-");
        Files.setPosixFilePermissions(base, passable);
        // When a signal ends the command: after the context, which is closed then.
        SpringApplication.getShutdownHandlers().add(() -> remove(base));
        try {
            validate(tasks, base, listener);
        } finally {
            remove(base);
        }
    }

    private static void remove(Path base) {
        FileSystemUtils.deleteRecursively(base.toFile());
    }

    private static void validate(List<EvaluationTask> tasks, Path base, Consumer<Finding> listener)
            throws IOException {
        var application =
                new SpringApplicationBuilder(DetachedPipeline.class)
                        .web(WebApplicationType.NONE)
                        .lazyInitialization(true)
                        .properties(
                                "logging.level.root=warn",
                                "logging.level.org.springframework.context.annotation=error");
        try (var context = application.run("--WORKSPACE_BASE=" + base)) {
            var tools = context.getBean(TaskContext.class);
            var workspaces = context.getBean(Workspaces.class);
            for (var task : tasks) {
                var directory = workspaces.batch(Integer.toString(tasks.indexOf(task)));
                Workspaces.createClosed(directory);
                listener.accept(validate(tools, task, directory));
                workspaces.remove(directory);
            }
            context.getBean(LayerCache.class).destroy();
            workspaces.remove(workspaces.layers());
        }
    }

    private static Finding validate(TaskContext tools, EvaluationTask task, Path directory)
            throws IOException {
        var clock = InstantSource.system();
        var stepRunner =
                new StepRunner(new AttemptLog(entry -> {}, task.id(), 1, clock), phase -> {});
        stepRunner.enter(TaskStatus.CLONING_REPO);
        try (var image = tools.images().acquire(task.environment().image(), stepRunner);
                var lease = lease(tools, task, image.root(), directory, stepRunner)) {
            var layer = lease.prepared().layer();
            var place = directory.resolve("validation");
            var validation = tools.validations().of(tools, task, layer, place, stepRunner);
            var objection = validation.objection();
            var refused = validation.known().referenceProblem();
            return new Finding(
                    task.id(),
                    objection.orElse(
                            refused == null
                                    ? ""
                                    : "The reference patch does not apply:\n" + refused),
                    validation.known().notes());
        } catch (PhaseFailedException e) {
            return new Finding(task.id(), e.error(), List.of());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Finding(task.id(), "Interrupted.", List.of());
        }
    }

    private static LayerCache.Lease lease(
            TaskContext tools,
            EvaluationTask task,
            @Nullable ImageRoot image,
            Path directory,
            StepRunner stepRunner)
            throws IOException, PhaseFailedException, InterruptedException {
        var layerBuilder = new LayerBuilder(tools, task, image, directory, stepRunner);
        return tools.layerCache().acquire(task.preparationHash(), image, layerBuilder::run);
    }
}
