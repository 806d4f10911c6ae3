package org.platformnetwork.termexecutor.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.pipeline.git.GitCheckout;
import org.platformnetwork.termexecutor.pipeline.image.TaskImages;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;

/** What every task works with. */
public record TaskContext(
        PipelineSettings settings,
        Sources sources,
        Sandboxes sandboxes,
        LayerCache layerCache,
        Validations validations,
        RunningScripts runningScripts,
        PassedVariables variables) {

    /** What tasks name that lies elsewhere. */
    public record Sources(GitCheckout git, TaskImages images) {}

    public GitCheckout git() {
        return sources.git();
    }

    public TaskImages images() {
        return sources.images();
    }

    /** Takes away a file, a link or a whole tree without following links. */
    public Consumer<Path> remover() {
        return sandboxes::remove;
    }

    /**
     * Environment variables of the service that the operator lets through.
     *
     * @param agent to agents
     * @param install to install commands
     */
    public record PassedVariables(Map<String, String> agent, Map<String, String> install) {
        public PassedVariables {
            agent = Map.copyOf(agent);
            install = Map.copyOf(install);
        }
    }
}
