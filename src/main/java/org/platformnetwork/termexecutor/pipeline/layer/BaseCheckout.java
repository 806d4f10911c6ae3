package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult;
import org.platformnetwork.termexecutor.task.EvaluationTask.Base;

/** Brings what the agent starts from into an empty directory, and leaves nothing else behind. */
final class BaseCheckout {

    private static final String CLONE = "clone";

    private final TaskContext context;
    private final Path unpatched;
    private final Path repository;

    /**
     * @param scratch a directory that does not exist, removed again
     * @param repository an empty directory
     */
    BaseCheckout(TaskContext context, Path scratch, Path repository) {
        this.context = context;
        this.unpatched = scratch;
        this.repository = repository;
    }

    /** Brings it; a sentence for each part that is missing. */
    List<String> checkOut(Base base, StepRunner stepRunner) throws PhaseFailedException {
        var commit = base.commit();
        stepRunner.info(
                CLONE,
                commit == null
                        ? "Cloning the tip of the default branch."
                        : "Cloning the repository at %s.".formatted(commit));
        return switch (stepRunner.measured(CLONE, () -> checkout(base))) {
            case CheckoutResult.Ready ready -> {
                stepRunner.info(CLONE, "Cloned.");
                ready.notes().forEach(note -> stepRunner.info(CLONE, note));
                yield ready.notes();
            }
            case CheckoutResult.Impossible impossible ->
                    throw new PhaseFailedException(FailureClass.INVALID_TASK, impossible.reason());
            case CheckoutResult.Failed failed ->
                    throw new PhaseFailedException(FailureClass.INFRA_ERROR, failed.reason());
            case CheckoutResult.Refused refused ->
                    throw new PhaseFailedException(FailureClass.INFRA_ERROR, refused.reason());
            case CheckoutResult.TimedOut _ ->
                    throw new PhaseFailedException(
                            FailureClass.INFRA_ERROR,
                            "Cloning the repository timed out (CLONE_TIMEOUT_SECS).");
            case CheckoutResult.Cancelled _ -> throw StepRunner.cancelled();
        };
    }

    private CheckoutResult checkout(Base base) {
        try {
            var patch = base.deletionPatch();
            var directory = patch == null ? repository : Files.createDirectory(unpatched);
            var result = context.git().checkout(base.repository(), base.commit(), directory);
            if (patch == null || !(result instanceof CheckoutResult.Ready(_, var notes))) {
                return result;
            }
            var patched = context.git().checkoutPatched(unpatched, patch, repository);
            return patched instanceof CheckoutResult.Ready(var commit, _)
                    ? new CheckoutResult.Ready(commit, notes)
                    : patched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            context.remover().accept(unpatched);
        }
    }
}
