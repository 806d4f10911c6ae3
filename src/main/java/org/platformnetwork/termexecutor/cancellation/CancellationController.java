package org.platformnetwork.termexecutor.cancellation;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.auth.Authenticator;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.execution.Executor;
import org.platformnetwork.termexecutor.progress.BatchLookup;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Ends batches and tasks for validators. 202 while something still has to end, 200 when nothing
 * does; what has ended already is not changed.
 */
@RestController
final class CancellationController {

    private static final String REASON = "A validator cancelled the batch.";

    /** What a signature of version 2 is bound to when there is no body. */
    private static final ArchiveHash NOTHING =
            ArchiveHash.of(ArchiveHash.digest().digest(new byte[0]));

    private final Authenticator authenticator;
    private final BatchLookup lookup;
    private final Executor executor;

    CancellationController(Authenticator authenticator, BatchLookup lookup, Executor executor) {
        this.authenticator = authenticator;
        this.lookup = lookup;
        this.executor = executor;
    }

    record BatchEnding(String batchId, BatchStatus status, @Nullable String error) {}

    record TaskEnding(String batchId, String taskId, TaskStatus status) {}

    @DeleteMapping("/batch/{id}")
    ResponseEntity<BatchEnding> batch(@PathVariable String id, HttpServletRequest request) {
        authenticate(request);
        var batch = lookup.batch(id);
        executor.cancel(batch, REASON);
        var state = batch.state();
        return answer(
                state.status().isTerminal(), new BatchEnding(id, state.status(), state.error()));
    }

    /**
     * @param path the task's id behind one slash; it may hold slashes itself, encoded or not
     */
    @DeleteMapping("/batch/{id}/task/{*path}")
    ResponseEntity<TaskEnding> task(
            @PathVariable String id, @PathVariable String path, HttpServletRequest request) {
        authenticate(request);
        Batch batch = lookup.batch(id);
        var task = lookup.task(batch, path);
        executor.cancel(batch, task.id());
        var status = batch.task(task.id()).status();
        return answer(status.isTerminal(), new TaskEnding(id, task.id().value(), status));
    }

    private void authenticate(HttpServletRequest request) {
        var bound = authenticator.authenticate(request).archive();
        if (bound != null && !bound.equals(NOTHING)) {
            throw new ApiException(
                    ErrorCode.ARCHIVE_HASH_MISMATCH,
                    "This request has no archive: X-Archive-Sha256 is the hash of nothing.");
        }
    }

    private static <T> ResponseEntity<T> answer(boolean ended, T body) {
        return ResponseEntity.status(ended ? HttpStatus.OK : HttpStatus.ACCEPTED).body(body);
    }
}
