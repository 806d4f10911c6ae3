package org.platformnetwork.termexecutor.submission;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchLookup;
import org.platformnetwork.termexecutor.execution.Executor;
import org.platformnetwork.termexecutor.pipeline.Validations;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorBody;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the operator asks for on the machine itself: ends batches in whatever state, and tasks,
 * without votes, with the answers of {@code DELETE}; and forgets the validations of tasks.
 */
@Component
final class LocalCancellation {

    private static final String REASON = "The operator cancelled the batch.";

    private final BatchLookup lookup;
    private final Executor executor;
    private final Validations validations;
    private final JsonMapper json;

    LocalCancellation(
            BatchLookup lookup, Executor executor, Validations validations, JsonMapper json) {
        this.lookup = lookup;
        this.executor = executor;
        this.validations = validations;
        this.json = json;
    }

    /**
     * What is asked for.
     *
     * @param batchId what is to be cancelled
     * @param taskId null for the whole batch
     * @param recheck instead, a task whose validation is to be forgotten: its id, or the hash of
     *     its content
     */
    record Request(@Nullable String batchId, @Nullable String taskId, @Nullable String recheck) {}

    /**
     * The answer to {@code recheck}.
     *
     * @param forgotten how many validations were kept
     */
    record Rechecked(int forgotten) {}

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
            var asked = json.readValue(request, Request.class);
            if (asked.recheck() != null) {
                return new Rechecked(validations.forget(asked.recheck()));
            }
            if (asked.batchId() != null) {
                return cancel(asked.batchId(), asked.taskId());
            }
            return ErrorBody.of(ErrorCode.BAD_REQUEST, "The request could not be understood.");
        } catch (ApiException e) {
            return ErrorBody.of(e.code(), String.valueOf(e.getMessage()));
        } catch (StoreUnavailableException e) {
            return ErrorBody.of(ErrorCode.STORE_UNAVAILABLE, e.problem().sentence());
        } catch (JacksonException _) {
            return ErrorBody.of(ErrorCode.BAD_REQUEST, "The request could not be understood.");
        }
    }

    private Ending cancel(String batchId, @Nullable String taskId) {
        var batch = lookup.batch(batchId);
        if (taskId == null) {
            executor.cancel(batch, REASON, Set.of());
            return Ending.OfBatch.of(batch);
        }
        var task = lookup.task(batch, "/" + taskId);
        executor.cancel(batch, task.id(), Set.of());
        return Ending.OfTask.of(batch, task.id());
    }
}
