package org.platformnetwork.termexecutor.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;

/**
 * The body of every 202 of {@code POST /submit}.
 *
 * @param status {@code pending_consensus} while votes are missing, else null
 * @param votesUntil when the votes expire, while they are missing
 * @param consensusReached true once the batch runs or waits for its turn, else null
 * @param note why this vote changed nothing, if so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubmitResponse(
        String batchId,
        String archiveHash,
        @Nullable String status,
        @Nullable Instant votesUntil,
        @Nullable Boolean consensusReached,
        @Nullable Integer totalTasks,
        @Nullable Integer concurrentTasks,
        int votes,
        int required,
        int totalValidators,
        String wsUrl,
        @Nullable String note) {

    static SubmitResponse pending(
            Batch batch, Tally tally, Instant votesUntil, @Nullable String note) {
        return of(batch, "pending_consensus", votesUntil, null, null, null, tally, note);
    }

    static SubmitResponse reached(Batch batch, Tally tally, @Nullable String note) {
        var state = batch.state();
        return of(
                batch, null, null, true, state.totalTasks(), state.concurrentTasks(), tally, note);
    }

    private static SubmitResponse of(
            Batch batch,
            @Nullable String status,
            @Nullable Instant votesUntil,
            @Nullable Boolean consensusReached,
            @Nullable Integer totalTasks,
            @Nullable Integer concurrentTasks,
            Tally tally,
            @Nullable String note) {
        return new SubmitResponse(
                batch.id().toString(),
                batch.archiveHash().toString(),
                status,
                votesUntil,
                consensusReached,
                totalTasks,
                concurrentTasks,
                tally.votes(),
                tally.required(),
                tally.totalValidators(),
                "/ws?batch_id=" + batch.id(),
                note);
    }
}
