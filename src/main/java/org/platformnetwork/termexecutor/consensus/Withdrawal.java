package org.platformnetwork.termexecutor.consensus;

import org.platformnetwork.termexecutor.batch.Tally;

/** What came of withdrawing a vote. */
public sealed interface Withdrawal {

    /** The vote does not count any more; others still do. */
    record Withdrawn(Tally left) implements Withdrawal {}

    /** It was the last one, and the batch has ended. */
    record Ended() implements Withdrawal {}

    /** The batch collects votes, and this validator's is not among them. */
    record NotAVoter() implements Withdrawal {}

    /** The batch does not collect votes any more. */
    record Closed() implements Withdrawal {}
}
