package org.platformnetwork.termexecutor.pipeline.agent;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.Network;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.patch.DirectoryCopy;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.AgentCode;

/**
 * Installs what an agent names in its requirements, in a sandbox that has nothing of the task: no
 * repository, no prompt, no variable of the operator's. Without a network, package managers take
 * what lies in the agent's code and look nowhere else.
 */
final class AgentDependencies {

    private static final Map<String, String> OFFLINE =
            Map.of("PIP_NO_INDEX", "1", "NPM_CONFIG_OFFLINE", "true");

    private final TaskContext context;
    private final StepRunner stepRunner;
    private @Nullable String output;

    AgentDependencies(TaskContext context, StepRunner stepRunner) {
        this.context = context;
        this.stepRunner = stepRunner;
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
     * @param image the one that the agent will be in; null for the machine's own system
     */
    Path install(AgentCode agent, Path root, Path scratch, @Nullable ImageRoot image)
            throws IOException, PhaseFailedException {
        var layer = Layer.create(scratch.resolve("layer"), image);
        context.sandboxes().seal(layer);
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.AGENT, "/repo")) {
            DirectoryCopy.copy(agent.directory(), sandbox.agentCode());
            sandbox.handOver(sandbox.agentCode());
            var laidOut = sandbox.seen(sandbox.agentCode());
            var environment = environment(agent, laidOut);
            for (var command : agent.installCommands(laidOut)) {
                run(command, environment, sandbox);
            }
            return sandbox.takeAgentCode(scratch.resolve("code"));
        } finally {
            context.remover().accept(root);
        }
    }

    private boolean hasNetwork() {
        return context.settings().agentNetwork() == Network.ALLOW;
    }

    private Map<String, String> environment(AgentCode agent, Path laidOut) throws IOException {
        var environment = new HashMap<>(hasNetwork() ? Map.of() : OFFLINE);
        var wheels = agent.wheelDirectories().stream().map(laidOut::resolve).map(Path::toString);
        environment.put("PIP_FIND_LINKS", wheels.collect(joining(" ")));
        return environment;
    }

    private void run(List<String> command, Map<String, String> environment, Sandbox sandbox)
            throws PhaseFailedException {
        var directory = sandbox.seen(sandbox.agentCode()).toString();
        var timeout = context.settings().installTimeout();
        var stepResult =
                stepRunner.runLogged(
                        "agent_install",
                        sandbox,
                        new SandboxCommand(command, directory, environment, timeout, hasNetwork()));
        stepResult.requireWithinLimits("Installing the agent's dependencies");
        if (stepResult.isSuccess()) {
            return;
        }
        output = stepResult.output().text();
        if (stepResult.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "Installing the agent's dependencies took more than %d s"
                                    .formatted(timeout.toSeconds())
                            + " (INSTALL_TIMEOUT_SECS).");
        }
        throw new PhaseFailedException(
                FailureClass.AGENT_FAILED,
                "Installing the agent's dependencies failed"
                        + (hasNetwork() ? "." : "; it has no network (AGENT_NETWORK=none)."));
    }
}
