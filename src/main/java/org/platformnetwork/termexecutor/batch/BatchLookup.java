package org.platformnetwork.termexecutor.batch;

import java.util.Optional;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.stereotype.Component;

/** Finds what a request's path names, or answers that there is no such thing. */
@Component
public final class BatchLookup {

    private final Batches batches;

    BatchLookup(Batches batches) {
        this.batches = batches;
    }

    /**
     * The batch of an id as it stands in a path.
     *
     * @throws ApiException as {@code batch_not_found}
     */
    public Batch batch(String id) {
        return BatchId.parse(id)
                .flatMap(batches::find)
                .orElseThrow(() ->
                        new ApiException(ErrorCode.BATCH_NOT_FOUND, "There is no such batch."));
    }

    /**
     * A task of a batch.
     *
     * @param path its id behind one slash; it may hold slashes itself
     * @throws ApiException as {@code task_not_found}
     */
    public TaskState task(Batch batch, String path) {
        return find(batch, path)
                .orElseThrow(() ->
                        new ApiException(
                                ErrorCode.TASK_NOT_FOUND, "This batch has no task of that id."));
    }

    public boolean hasTask(Batch batch, String path) {
        return find(batch, path).isPresent();
    }

    private static Optional<TaskState> find(Batch batch, String path) {
        var id = path.isEmpty() ? path : path.substring(1);
        return batch.state().tasks().stream()
                .filter(task -> task.id().value().equals(id))
                .findFirst();
    }
}
