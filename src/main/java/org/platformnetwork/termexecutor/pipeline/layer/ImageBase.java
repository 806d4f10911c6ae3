package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/** What an empty layer needs before install commands run on it in a container image. */
record ImageBase(TaskContext context, Layer layer, String repoPath) {

    private static final Duration SHELL_TIMEOUT = Duration.ofSeconds(60);

    /** Sandboxes have a HOME of their own in this place. */
    private static final String COPY_HOME =
            """
            if [ -d "$1/root" ]; then cp -a --reflink=auto -- "$1/root/." ~/; fi
            """;

    /**
     * Makes it. Directories above the working tree hide links that the image may have there.
     *
     * @param root a directory for a sandbox; not there yet, removed again
     */
    void make(Path root) throws IOException, PhaseFailedException {
        Files.createDirectories(layer.system(Layer.ROOTFS).resolve(repoPath.substring(1)));
        var sandboxes = context.sandboxes();
        try (var sandbox = sandboxes.open(root, layer, SandboxPhase.PREPARE, repoPath)) {
            var copy = List.of("sh", "-c", COPY_HOME, "sh", SandboxCommand.IMAGE.toString());
            var copied =
                    sandbox.run(command(copy, context.settings().installTimeout()).byService());
            if (!(copied.outcome() instanceof ProcessResult.Exited exited)) {
                throw new PhaseFailedException(
                        FailureClass.INFRA_ERROR,
                        "What the image has in /root was not copied in time.");
            }
            if (exited.code() != 0) {
                boolean isFull = exited.output().text().contains("No space left");
                throw new PhaseFailedException(
                        isFull ? FailureClass.INFRA_ERROR : FailureClass.INVALID_TASK,
                        "What the image has in /root cannot be copied.");
            }
            if (!succeeds(sandbox, command(List.of("bash", "-c", "true"), SHELL_TIMEOUT))) {
                throw new PhaseFailedException(
                        FailureClass.INVALID_TASK,
                        "The image has no sh and bash that run here, by which commands start.");
            }
        } finally {
            context.remover().accept(root);
        }
    }

    private static SandboxCommand command(List<String> arguments, Duration timeout) {
        return new SandboxCommand(arguments, "", Map.of(), timeout, false);
    }

    private static boolean succeeds(Sandbox sandbox, SandboxCommand command) {
        return sandbox.run(command).outcome() instanceof ProcessResult.Exited exited
                && exited.code() == 0;
    }
}
