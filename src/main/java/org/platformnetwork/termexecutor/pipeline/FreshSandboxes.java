package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Lends a copy of the layer that nothing has run in: whatever the code under test does to its
 * surroundings, no other script meets it. Only one copy is on disk at a time.
 */
public final class FreshSandboxes implements SandboxSupplier {

    private final TaskContext context;
    private final EvaluationTask task;
    private final Layer layer;
    private final Path directory;
    private final Use furnish;
    private int lent;

    /**
     * @param directory for the copies, each at a path that none had before
     * @param furnish makes of each copy what is to be judged
     */
    public FreshSandboxes(
            TaskContext context, EvaluationTask task, Layer layer, Path directory, Use furnish) {
        this.context = context;
        this.task = task;
        this.layer = layer;
        this.directory = directory;
        this.furnish = furnish;
    }

    @Override
    public void supply(Use use) throws IOException, PhaseFailedException {
        lent++;
        var root = directory.resolve(Integer.toString(lent));
        var repoPath = task.environment().repoPath();
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.VERIFY, repoPath)) {
            furnish.in(sandbox);
            use.in(sandbox);
        } finally {
            context.remover().accept(root);
        }
    }
}
