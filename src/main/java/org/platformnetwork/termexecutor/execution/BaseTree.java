package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import org.platformnetwork.termexecutor.git.CheckoutResult;
import org.platformnetwork.termexecutor.sandbox.TaskWorkspace;
import org.platformnetwork.termexecutor.task.EvaluationTask.Base;

/** Brings what the agent starts from into a task's repository, and leaves nothing else behind. */
final class BaseTree {

    private final TaskTools tools;
    private final TaskWorkspace workspace;

    BaseTree(TaskTools tools, TaskWorkspace workspace) {
        this.tools = tools;
        this.workspace = workspace;
    }

    CheckoutResult bring(Base base) throws IOException {
        var unpatched = workspace.root().resolve("unpatched");
        try {
            var patch = base.deletionPatch();
            var directory =
                    patch == null ? workspace.repository() : Files.createDirectory(unpatched);
            var result = tools.git().checkout(base.repository(), base.commit(), directory);
            return patch != null && result instanceof CheckoutResult.Ready
                    ? tools.git().checkoutPatched(unpatched, patch, workspace.repository())
                    : result;
        } finally {
            tools.remover().accept(unpatched);
        }
    }
}
