package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Role;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.AgentCode;

/**
 * Installs what an agent names in its requirements, in a sandbox that has nothing of the task: no
 * repository, no prompt, no variable of the operator's.
 */
final class AgentDependencies {

    private final TaskTools tools;
    private final Steps steps;
    private @Nullable String output;

    AgentDependencies(TaskTools tools, Steps steps) {
        this.tools = tools;
        this.steps = steps;
    }

    /** What the command printed that failed; null when none did. */
    @Nullable String output() {
        return output;
    }

    /**
     * The agent's code with all that it needs.
     *
     * @param root where the agent's own sandbox will be, since what is installed may hold its path;
     *     nothing is there before and after
     * @param scratch a directory that does not exist
     */
    Path install(AgentCode agent, Path root, Path scratch)
            throws IOException, PhaseFailedException {
        var layer = Layer.create(scratch.resolve("layer"));
        tools.sandboxes().seal(layer);
        try (var sandbox = tools.sandboxes().open(root, layer, Role.AGENT, "/repo")) {
            DirectoryCopy.copy(agent.directory(), sandbox.agentCode());
            sandbox.handOver(sandbox.agentCode());
            for (var command : agent.installCommands(sandbox.seen(sandbox.agentCode()))) {
                run(command, sandbox);
            }
            return sandbox.takeAgentCode(scratch.resolve("code"));
        } finally {
            tools.remover().accept(root);
        }
    }

    private void run(List<String> command, Sandbox sandbox) throws PhaseFailedException {
        boolean network = tools.settings().agentNetwork() == Network.ALLOW;
        var ended =
                steps.runLogged(
                        "agent_install",
                        sandbox,
                        new SandboxCommand(
                                command, "", Map.of(), tools.settings().installTimeout(), network));
        ended.requireWithinLimits("The installation of what the agent needs");
        if (ended.isSuccess()) {
            return;
        }
        output = ended.output().text();
        if (ended.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "Installing the agent's dependencies took more than %d s"
                                    .formatted(tools.settings().installTimeout().toSeconds())
                            + " (INSTALL_TIMEOUT_SECS).");
        }
        throw new PhaseFailedException(
                FailureClass.AGENT_FAILED,
                "Installing the agent's dependencies failed"
                        + (network ? "." : "; it has no network (AGENT_NETWORK=none)."));
    }
}
