package org.platformnetwork.termexecutor.pipeline.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.Network;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.patch.DirectoryCopy;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Limit;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.AgentCode;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/** Runs the agent in the repository, with what it names in its requirements. */
public final class AgentPhase {

    private final TaskContext context;
    private final StepRunner stepRunner;
    private final Path directory;

    private @Nullable String output;
    private @Nullable AgentFailure failure;

    /**
     * @param directory the task's own
     */
    public AgentPhase(TaskContext context, StepRunner stepRunner, Path directory) {
        this.context = context;
        this.stepRunner = stepRunner;
        this.directory = directory;
    }

    /** What it printed, capped; null as long as it was not started. */
    public @Nullable String output() {
        return output;
    }

    /**
     * What went wrong with an agent that came to its end.
     *
     * @param limit what it ran into, when it was a limit
     */
    public record AgentFailure(String sentence, @Nullable Limit limit) {}

    /** Null when nothing did. */
    public @Nullable AgentFailure failure() {
        return failure;
    }

    /** Runs it; the sandbox that it was in, closed. */
    public Sandbox run(AgentCode agent, EvaluationTask task, Layer layer)
            throws IOException, PhaseFailedException {
        stepRunner.enter(TaskStatus.RUNNING_AGENT);
        var root = directory.resolve("agent");
        var code = code(agent, root, layer);
        var repoPath = task.environment().repoPath();
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.AGENT, repoPath)) {
            sandbox.putAgentCode(code);
            sandbox.handOver(sandbox.agentCode());
            run(agent, task, sandbox);
            return sandbox;
        }
    }

    private Path code(AgentCode agent, Path root, Layer layer)
            throws IOException, PhaseFailedException {
        if (agent.installCommands(root).isEmpty()) {
            var copy = directory.resolve("code");
            DirectoryCopy.copy(agent.directory(), copy);
            return copy;
        }
        var dependencies = new AgentDependencies(context, stepRunner);
        try {
            return dependencies.install(
                    agent, root, directory.resolve("dependencies"), layer.image());
        } finally {
            output = dependencies.output();
        }
    }

    private void run(AgentCode agent, EvaluationTask task, Sandbox sandbox)
            throws IOException, PhaseFailedException {
        var promptFile = Files.writeString(sandbox.input().resolve("prompt.md"), task.prompt());
        sandbox.handOver(sandbox.input());
        var command = agent.command(sandbox.seen(sandbox.agentCode()), task.prompt());
        var stepResult = run(command, environment(task, promptFile, sandbox), sandbox);
        output = stepResult.output().text();
        stepResult.requireWithinLimits("The agent");
        if (stepResult.isTimedOut()) {
            throw new PhaseFailedException(
                    FailureClass.TIMEOUT,
                    "The agent timed out after %d s (AGENT_TIMEOUT_SECS)."
                            .formatted(stepResult.timeLimit().toSeconds()));
        }
        var limit = stepResult.exceeded();
        if (limit != null) {
            var name = limit.wireName().replace('_', ' ');
            failure =
                    new AgentFailure("The agent ran into the limit of %s.".formatted(name), limit);
        } else if (!stepResult.isSuccess()) {
            failure =
                    new AgentFailure(
                            "The agent exited with code %d.".formatted(stepResult.code()), null);
        }
    }

    private StepRunner.StepResult run(
            List<String> command, Map<String, String> environment, Sandbox sandbox)
            throws PhaseFailedException {
        try {
            return stepRunner.runLogged(
                    "agent",
                    sandbox,
                    new SandboxCommand(
                            command,
                            "",
                            environment,
                            context.settings().agentTimeout(),
                            context.settings().agentNetwork() == Network.ALLOW));
        } catch (PhaseFailedException e) {
            if (e.failureClass() == FailureClass.CANCELLED) {
                output = stepRunner.lastOutput();
            }
            throw e;
        }
    }

    private Map<String, String> environment(EvaluationTask task, Path prompt, Sandbox sandbox) {
        var environment = new HashMap<>(context.variables().agent());
        environment.putAll(TaskVariables.of(task, context.settings().agentTimeout()));
        environment.put("TASK_PROMPT", sandbox.seen(prompt).toString());
        environment.put("REPO_DIR", sandbox.repository());
        return environment;
    }
}
