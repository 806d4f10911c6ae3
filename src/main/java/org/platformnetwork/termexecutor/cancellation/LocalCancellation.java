package org.platformnetwork.termexecutor.cancellation;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.execution.Executor;
import org.platformnetwork.termexecutor.progress.BatchLookup;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorBody;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the operator asks for on the machine itself: ends batches in whatever state, and tasks,
 * without votes. The answers are those of {@code DELETE}.
 */
@Component
final class LocalCancellation {

    private static final String REASON = "The operator cancelled the batch.";

    private final BatchLookup lookup;
    private final Executor executor;
    private final JsonMapper json;

    LocalCancellation(BatchLookup lookup, Executor executor, JsonMapper json) {
        this.lookup = lookup;
        this.executor = executor;
        this.json = json;
    }

    /**
     * What is asked for.
     *
     * @param taskId null for the whole batch
     */
    record Request(String batchId, @Nullable String taskId) {}

    /** One request in JSON, and its answer. */
    byte[] answer(byte[] request) {
        return json.writeValueAsBytes(answerTo(request));
    }

    /** To whoever is not the operator. */
    byte[] refusal() {
        return json.writeValueAsBytes(
                new ErrorBody(
                        "not_the_operator",
                        "Only root and the service's user cancel here; at level process, where"
                                + " tasks run as that user, only a root that the service is not."));
    }

    private Object answerTo(byte[] request) {
        try {
            return cancel(json.readValue(request, Request.class));
        } catch (ApiException e) {
            return ErrorBody.of(e.code(), String.valueOf(e.getMessage()));
        } catch (StoreUnavailableException e) {
            return ErrorBody.of(ErrorCode.STORE_UNAVAILABLE, e.problem().sentence());
        } catch (JacksonException _) {
            return ErrorBody.of(ErrorCode.BAD_REQUEST, "The request could not be understood.");
        }
    }

    private Ending cancel(Request request) {
        var batch = lookup.batch(request.batchId());
        if (request.taskId() == null) {
            executor.cancel(batch, REASON, Set.of());
            return Ending.OfBatch.of(batch);
        }
        var task = lookup.task(batch, "/" + request.taskId());
        executor.cancel(batch, task.id(), Set.of());
        return Ending.OfTask.of(batch, task.id());
    }
}
