package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;

/**
 * Writes down what a batch is judged on, before anything of it runs and could change it.
 *
 * @param isolation the level at which this service holds commands
 * @param version of this service
 */
public record Provenance(String isolation, String version) {

    public BatchInputs of(ArchiveContent.Complete content) throws IOException {
        var tasks = new ArrayList<TaskInput>();
        for (var task : content.tasks()) {
            tasks.add(input(task));
        }
        return new BatchInputs(content.agent().contentHash(), isolation, version, tasks);
    }

    private static TaskInput input(LoadedTask task) throws IOException {
        return switch (task) {
            case InvalidTask(var id, _) -> new TaskInput(id, null, null, null);
            case EvaluationTask runnable ->
                    new TaskInput(
                            runnable.id(),
                            runnable.contentHash(),
                            runnable.base().commit(),
                            shown(runnable.base().repository()));
        };
    }

    /** An address that everyone may see: no path of this machine, no password. */
    private static @Nullable String shown(String repository) {
        try {
            var url = new URI(repository);
            return url.getHost() == null
                    ? null
                    : new URI(
                                    url.getScheme(),
                                    null,
                                    url.getHost(),
                                    url.getPort(),
                                    url.getPath(),
                                    null,
                                    null)
                            .toString();
        } catch (URISyntaxException _) {
            return null;
        }
    }
}
