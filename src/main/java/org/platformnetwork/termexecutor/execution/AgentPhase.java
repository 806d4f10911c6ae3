package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.AgentCode;

/** Lays the agent's code out, installs what it names, and runs it in the repository. */
final class AgentPhase {

    private final TaskTools tools;
    private final Steps steps;
    private final Sandbox sandbox;

    private @Nullable String output;
    private @Nullable String problem;

    AgentPhase(TaskTools tools, Steps steps, Sandbox sandbox) {
        this.tools = tools;
        this.steps = steps;
        this.sandbox = sandbox;
    }

    /** What it printed, capped; null as long as it was not started. */
    @Nullable String output() {
        return output;
    }

    /** How it ended, when not with exit code 0. */
    @Nullable String problem() {
        return problem;
    }

    void run(AgentCode agent, String prompt) throws IOException, PhaseFailedException {
        steps.enter(TaskStatus.RUNNING_AGENT);
        DirectoryCopy.copy(agent.directory(), sandbox.agentCode());
        sandbox.handOver(sandbox.agentCode());
        var promptFile = Files.writeString(sandbox.input().resolve("prompt.md"), prompt);
        sandbox.handOver(sandbox.input());
        for (var command : agent.installCommands(sandbox.seen(sandbox.agentCode()))) {
            install(command);
        }
        var ended =
                steps.run(
                        "agent",
                        sandbox,
                        new SandboxCommand(
                                agent.command(sandbox.seen(sandbox.agentCode()), prompt),
                                "",
                                environment(promptFile),
                                tools.settings().agentTimeout(),
                                tools.settings().agentNetwork() == Network.ALLOW));
        output = ended.output().text();
        ended.requireWithinLimits("The agent");
        if (ended.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "The agent did not end within %d s."
                            .formatted(tools.settings().agentTimeout().toSeconds()));
        }
        if (!ended.isSuccess()) {
            problem = "The agent exited with code %d.".formatted(ended.code());
        }
    }

    private void install(List<String> command) throws PhaseFailedException {
        var ended =
                steps.run(
                        "agent_install",
                        sandbox,
                        new SandboxCommand(
                                command,
                                "",
                                tools.installEnvironment(),
                                tools.settings().installTimeout(),
                                true));
        ended.requireWithinLimits("The installation of what the agent needs");
        if (!ended.isSuccess()) {
            output = ended.output().text();
            throw new PhaseFailedException(
                    ended.isTimedOut() ? FailureClass.TIMEOUT : FailureClass.AGENT_FAILED,
                    "What the agent needs could not be installed.");
        }
    }

    private Map<String, String> environment(Path prompt) {
        var environment = new HashMap<>(tools.agentEnvironment());
        environment.put("TASK_PROMPT", sandbox.seen(prompt).toString());
        environment.put("REPO_DIR", sandbox.repository());
        return environment;
    }
}
