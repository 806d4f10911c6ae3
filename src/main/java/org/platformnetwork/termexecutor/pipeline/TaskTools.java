package org.platformnetwork.termexecutor.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.concurrent.Pause;
import org.platformnetwork.termexecutor.pipeline.git.GitCheckout;
import org.platformnetwork.termexecutor.pipeline.layer.PreparedTasks;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;

/**
 * What every task works with.
 *
 * @param agentEnvironment what the operator lets through to agents
 * @param installEnvironment what the operator lets through to install commands
 * @param remover takes away a file, a link or a whole tree without following links
 */
public record TaskTools(
        ExecutionSettings settings,
        GitCheckout git,
        Sandboxes sandboxes,
        PreparedTasks prepared,
        Validations validations,
        Admission admission,
        Map<String, String> agentEnvironment,
        Map<String, String> installEnvironment,
        Pause pause,
        Consumer<Path> remover) {}
