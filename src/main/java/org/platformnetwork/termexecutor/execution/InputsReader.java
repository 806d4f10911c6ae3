package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.util.ArrayList;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.TaskInput;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;

/** Reads from an archive what its verdicts follow from. */
record InputsReader(String isolation, String version) {

    BatchInputs of(ArchiveContent.Complete content) throws IOException {
        var tasks = new ArrayList<TaskInput>();
        for (var task : content.tasks()) {
            tasks.add(
                    switch (task) {
                        case EvaluationTask valid ->
                                new TaskInput(
                                        valid.id(), valid.contentHash(), valid.base().commit());
                        case InvalidTask invalid -> new TaskInput(invalid.id(), null, null);
                    });
        }
        return new BatchInputs("", isolation, version, tasks);
    }
}
