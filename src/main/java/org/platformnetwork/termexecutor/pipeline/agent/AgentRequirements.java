package org.platformnetwork.termexecutor.pipeline.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.AgentCode;

/**
 * What agents of a language need, in the place where one is to run. A container image that a task
 * names is made for the task, and that it has no interpreter is no fault of the agent's.
 *
 * @param root a directory for a sandbox; not there before and after
 */
public record AgentRequirements(TaskContext context, Path root) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The first thing that a prepared task does not have; null when it has all. */
    public @Nullable String missing(AgentCode agent, Layer layer, String repoPath)
            throws IOException {
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.AGENT, repoPath)) {
            for (var needed : agent.requirements().entrySet()) {
                if (fails(needed.getValue(), sandbox)) {
                    return needed.getKey();
                }
            }
            return null;
        } finally {
            context.remover().accept(root);
        }
    }

    /** One that comes to no end says nothing. */
    private static boolean fails(List<String> command, Sandbox sandbox) {
        var probe = new SandboxCommand(command, "", Map.of(), TIMEOUT, false);
        return sandbox.run(probe).outcome() instanceof ProcessResult.Exited exited
                && exited.code() != 0;
    }
}
