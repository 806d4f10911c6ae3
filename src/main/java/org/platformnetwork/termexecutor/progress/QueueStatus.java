package org.platformnetwork.termexecutor.progress;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.Tally;
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
     * @param queuePosition 1 for the batch that runs next; null unless it waits for its turn
     */
    record Standing(
            @Nullable Integer votes, @Nullable Integer required, @Nullable Integer queuePosition) {}

    /** All of them at this moment. */
    Moment now() {
        return new Moment(consensus.tallies(whitelist.validators()), queue());
    }

    /**
     * One of them; while the database is away, no one knows the votes of one that collects them.
     */
    Standing of(Batch batch) {
        var state = batch.state();
        var pending = state.isPending() ? tallies() : Map.<BatchId, Tally>of();
        return new Moment(pending, queue()).of(batch.id(), state.tally());
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
    record Moment(Map<BatchId, Tally> pending, List<BatchId> queue) {

        /**
         * Of one batch.
         *
         * @param started the votes that started it, if enough came
         */
        Standing of(BatchId batch, @Nullable Tally started) {
            var tally = started == null ? pending.get(batch) : started;
            int index = queue.indexOf(batch);
            return new Standing(
                    tally == null ? null : tally.votes(),
                    tally == null ? null : tally.required(),
                    index < 0 ? null : index + 1);
        }
    }
}
