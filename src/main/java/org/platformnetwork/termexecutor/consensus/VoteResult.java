package org.platformnetwork.termexecutor.consensus;

import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;

/** What a vote led to. */
public sealed interface VoteResult {

    /** Counted, or counted before; more votes are needed. */
    record Pending(Batch batch, Tally tally, boolean repeated) implements VoteResult {}

    /** Enough validators agree: the batch runs or waits in the queue. */
    record Reached(Batch batch, Tally tally) implements VoteResult {}

    /** The archive's batch runs or waits already; the vote changes nothing. */
    record Underway(Batch batch) implements VoteResult {}

    /** Enough validators agree, but the queue is full; the votes stay. */
    record Busy(Tally tally) implements VoteResult {}

    /** The archives that collect votes, all of several validators, leave no room for another. */
    record TooManyPending() implements VoteResult {}

    /**
     * The voter has as many archives as it may that no other validator voted for; the vote is not
     * counted.
     */
    record QuotaReached(int quota) implements VoteResult {}

    /** The archive is not known, and the vote brought no batch to open for it. */
    record Unknown() implements VoteResult {}
}
