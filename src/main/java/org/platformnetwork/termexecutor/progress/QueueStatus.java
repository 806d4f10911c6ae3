package org.platformnetwork.termexecutor.progress;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.consensus.CancellationVoting;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.springframework.stereotype.Component;

/** What validators make of batches: votes for their start, the queue, votes to cancel. */
@Component
final class QueueStatus {

    private final Batches batches;
    private final ConsensusManager consensus;
    private final CancellationVoting ballots;
    private final ValidatorWhitelist whitelist;

    QueueStatus(
            Batches batches,
            ConsensusManager consensus,
            CancellationVoting ballots,
            ValidatorWhitelist whitelist) {
        this.batches = batches;
        this.consensus = consensus;
        this.ballots = ballots;
        this.whitelist = whitelist;
    }

    /**
     * @param votes those that count now, or that started it; null when it never came to a start
     * @param required how many of them start a batch
     * @param totalValidators how many may vote now, or might when it started; null as the votes
     * @param votesUntil when its votes expire; null unless it collects them
     * @param queuePosition 1 for the batch that runs next; null unless it waits for its turn
     */
    record Standing(
            @Nullable Integer votes,
            @Nullable Integer required,
            @Nullable Integer totalValidators,
            @Nullable Instant votesUntil,
            @Nullable Integer queuePosition) {}

    /** All of them at this moment. */
    Moment now() {
        return new Moment(consensus, consensus.tallies(whitelist.validators()), queue());
    }

    /**
     * One of them; while the database is away, no one knows the votes of one that collects them.
     */
    Standing of(Batch batch) {
        var state = batch.state();
        var pending = state.isPending() ? tallies() : Map.<BatchId, Tally>of();
        return new Moment(consensus, pending, queue())
                .of(batch.id(), batch.createdAt(), state.tally());
    }

    /** The votes to cancel a batch and tasks of it, while those have not ended. */
    List<CancellationVoting.Count> cancellation(BatchState state) {
        return ballots.open(state, whitelist.validators());
    }

    private Map<BatchId, Tally> tallies() {
        try {
            return consensus.tallies(whitelist.validators());
        } catch (StoreUnavailableException _) {
            return Map.of();
        }
    }

    private List<BatchId> queue() {
        return batches.queue().stream().map(Batch::id).toList();
    }

    /** The votes of pending batches, and the queue in its order. */
    record Moment(ConsensusManager consensus, Map<BatchId, Tally> pending, List<BatchId> queue) {

        /**
         * Of one batch.
         *
         * @param firstVote when its first vote came
         * @param started the votes that started it, if enough came
         */
        Standing of(BatchId batch, Instant firstVote, @Nullable Tally started) {
            var tally = started == null ? pending.get(batch) : started;
            int index = queue.indexOf(batch);
            return new Standing(
                    tally == null ? null : tally.votes(),
                    tally == null ? null : tally.required(),
                    tally == null ? null : tally.totalValidators(),
                    pending.containsKey(batch) ? consensus.votesUntil(firstVote) : null,
                    index < 0 ? null : index + 1);
        }
    }
}
