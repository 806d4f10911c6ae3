package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.util.ArrayList;
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
            case InvalidTask(var id, _) -> new TaskInput(id, null, null);
            case EvaluationTask runnable ->
                    new TaskInput(runnable.id(), runnable.contentHash(), runnable.base().commit());
        };
    }
}
