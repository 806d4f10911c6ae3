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
import org.platformnetwork.termexecutor.sandbox.Limit;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/** Lays the agent's code out, installs what it names, and runs it in the repository. */
final class AgentPhase {

    private final TaskTools tools;
    private final Steps steps;
    private final Sandbox sandbox;

    private @Nullable String output;
    private @Nullable Trouble trouble;

    AgentPhase(TaskTools tools, Steps steps, Sandbox sandbox) {
        this.tools = tools;
        this.steps = steps;
        this.sandbox = sandbox;
    }

    /** What it printed, capped; null as long as it was not started. */
    @Nullable String output() {
        return output;
    }

    /**
     * What went wrong with an agent that came to its end.
     *
     * @param limit what it ran into, when it was a limit
     */
    record Trouble(String sentence, @Nullable Limit limit) {}

    /** Null when nothing did. */
    @Nullable Trouble trouble() {
        return trouble;
    }

    void run(AgentCode agent, EvaluationTask task) throws IOException, PhaseFailedException {
        steps.enter(TaskStatus.RUNNING_AGENT);
        DirectoryCopy.copy(agent.directory(), sandbox.agentCode());
        sandbox.handOver(sandbox.agentCode());
        var promptFile = Files.writeString(sandbox.input().resolve("prompt.md"), task.prompt());
        sandbox.handOver(sandbox.input());
        for (var command : agent.installCommands(sandbox.seen(sandbox.agentCode()))) {
            install(command);
        }
        var command = agent.command(sandbox.seen(sandbox.agentCode()), task.prompt());
        var ended = runAgent(command, environment(task, promptFile));
        output = ended.output().text();
        ended.requireWithinLimits("The agent");
        if (ended.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "The agent did not end within %d s."
                            .formatted(tools.settings().agentTimeout().toSeconds()));
        }
        var limit = ended.exceeded();
        if (limit != null) {
            var name = limit.wireName().replace('_', ' ');
            trouble = new Trouble("The agent ran into the limit of %s.".formatted(name), limit);
        } else if (!ended.isSuccess()) {
            trouble = new Trouble("The agent exited with code %d.".formatted(ended.code()), null);
        }
    }

    private Steps.Ended runAgent(List<String> command, Map<String, String> environment)
            throws PhaseFailedException {
        try {
            return steps.runLogged(
                    "agent",
                    sandbox,
                    new SandboxCommand(
                            command,
                            "",
                            environment,
                            tools.settings().agentTimeout(),
                            tools.settings().agentNetwork() == Network.ALLOW));
        } catch (PhaseFailedException e) {
            if (e.failureClass() == FailureClass.CANCELLED) {
                output = steps.lastOutput();
            }
            throw e;
        }
    }

    private void install(List<String> command) throws PhaseFailedException {
        var ended =
                steps.runLogged(
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

    private Map<String, String> environment(EvaluationTask task, Path prompt) {
        var environment = new HashMap<>(tools.agentEnvironment());
        environment.putAll(TaskVariables.of(task, tools.settings().agentTimeout()));
        environment.put("TASK_PROMPT", sandbox.seen(prompt).toString());
        environment.put("REPO_DIR", sandbox.repository());
        return environment;
    }
}
