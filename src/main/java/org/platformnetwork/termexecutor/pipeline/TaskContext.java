package org.platformnetwork.termexecutor.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.pipeline.git.GitCheckout;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;

/**
 * What every task works with.
 *
 * @param agentEnvironment what the operator lets through to agents
 * @param installEnvironment what the operator lets through to install commands
 * @param remover takes away a file, a link or a whole tree without following links
 */
public record TaskContext(
        PipelineSettings settings,
        GitCheckout git,
        Sandboxes sandboxes,
        LayerCache layerCache,
        Validations validations,
        TaskSlots slots,
        RunningScripts runningScripts,
        Map<String, String> agentEnvironment,
        Map<String, String> installEnvironment,
        Sleeper pause,
        Consumer<Path> remover) {}
