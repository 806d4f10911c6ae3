package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.Tally;
import org.platformnetwork.termexecutor.consensus.VoteResult.Busy;
import org.platformnetwork.termexecutor.consensus.VoteResult.Pending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Reached;
import org.platformnetwork.termexecutor.consensus.VoteResult.Underway;
import org.platformnetwork.termexecutor.consensus.VoteResult.Unknown;
import org.platformnetwork.termexecutor.testing.Simultaneously;

class ConsensusManagerTests {

    private final Ballot ballot = new Ballot(5, 100);

    @Test
    void startsTheBatchOnceEnoughAgree() {
        var first = ballot.vote(0, 7);
        var batch = pending(first);
        assertThat(first).isEqualTo(new Pending(batch, new Tally(1, 3, 5), false));
        assertThat(ballot.vote(1, 7)).isEqualTo(new Pending(batch, new Tally(2, 3, 5), false));
        assertThat(ballot.starter.enqueued).isEmpty();

        assertThat(ballot.vote(2, 7)).isEqualTo(new Reached(batch, new Tally(3, 3, 5)));

        assertThat(ballot.starter.enqueued).containsExactly(batch);
        assertThat(batch.state().tally()).isEqualTo(new Tally(3, 3, 5));
        assertThat(ballot.manager.size()).isZero();
        assertThat(ballot.opened).hasValue(1);
    }

    @Test
    void repeatedVoteCountsOnce() {
        var batch = pending(ballot.vote(0, 7));

        assertThat(ballot.vote(0, 7)).isEqualTo(new Pending(batch, new Tally(1, 3, 5), true));
        assertThat(ballot.vote(0, 7)).isEqualTo(new Pending(batch, new Tally(1, 3, 5), true));
        assertThat(ballot.starter.enqueued).isEmpty();
    }

    @Test
    void votesForOtherArchivesDoNotCount() {
        ballot.vote(0, 1);
        ballot.vote(1, 2);

        assertThat(ballot.vote(2, 3)).isInstanceOf(Pending.class);
        assertThat(ballot.manager.size()).isEqualTo(3);
        assertThat(ballot.starter.enqueued).isEmpty();
    }

    @Test
    void votesOfFormerValidatorsDoNotCount() {
        ballot.vote(8, 7);
        ballot.vote(9, 7);
        var third = ballot.vote(0, 7);

        assertThat(third).isEqualTo(new Pending(pending(third), new Tally(1, 3, 5), false));
    }

    @Test
    void votesCountAgainWhenTheirHotkeyReturns() {
        ballot.vote(8, 7);
        ballot.vote(9, 7);
        ballot.validators = Ballot.hotkeys(10);

        ballot.vote(0, 7);
        ballot.vote(1, 7);
        assertThat(ballot.vote(2, 7)).isInstanceOf(Reached.class);
    }

    @Test
    void requiredFollowsTheSizeOfTheList() {
        ballot.vote(0, 7);
        ballot.validators = Ballot.hotkeys(20);
        assertThat(tally(ballot.vote(1, 7))).isEqualTo(new Tally(2, 10, 20));

        ballot.validators = Ballot.hotkeys(4);
        assertThat(ballot.vote(1, 7)).isInstanceOf(Reached.class);
    }

    @Test
    void soleValidatorDecidesAlone() {
        ballot.validators = Ballot.hotkeys(1);

        assertThat(ballot.vote(0, 7)).isInstanceOf(Reached.class);
    }

    @Test
    void strangersNeverStartBatches() {
        ballot.validators = Ballot.hotkeys(1);

        assertThat(tally(ballot.vote(8, 7))).isEqualTo(new Tally(0, 1, 1));
        assertThat(tally(ballot.vote(9, 7))).isEqualTo(new Tally(0, 1, 1));
    }

    @Test
    void laterVoteFindsTheBatchUnderway() {
        var batch = reach(7);

        assertThat(ballot.vote(3, 7)).isEqualTo(new Underway(batch));
        assertThat(ballot.voteWithoutArchive(0, 7)).isEqualTo(new Underway(batch));
        assertThat(ballot.manager.isKnown(Ballot.archive(7))).isTrue();
        assertThat(ballot.manager.size()).isZero();
        assertThat(ballot.starter.enqueued).hasSize(1);
    }

    @Test
    void endedBatchGivesWayToNewRound() {
        var batch = reach(7);
        batch.finish(null);

        assertThat(ballot.manager.isKnown(Ballot.archive(7))).isFalse();
        var next = ballot.vote(0, 7);
        assertThat(tally(next)).isEqualTo(new Tally(1, 3, 5));
        assertThat(pending(next).id()).isNotEqualTo(batch.id());
    }

    @Test
    void unknownArchiveIsNotOpened() {
        assertThat(ballot.voteWithoutArchive(0, 7)).isEqualTo(new Unknown());
        assertThat(ballot.manager.size()).isZero();
        assertThat(ballot.manager.isKnown(Ballot.archive(7))).isFalse();
    }

    @Test
    void voteWithoutArchiveCountsForKnownOne() {
        var batch = pending(ballot.vote(0, 7));

        assertThat(ballot.voteWithoutArchive(1, 7))
                .isEqualTo(new Pending(batch, new Tally(2, 3, 5), false));
    }

    @Test
    void busyKeepsTheVotesAndRepeatedVoteStartsLater() {
        ballot.starter.full = true;
        var batch = pending(ballot.vote(0, 7));
        ballot.vote(1, 7);
        assertThat(ballot.vote(2, 7)).isEqualTo(new Busy(new Tally(3, 3, 5)));
        assertThat(ballot.vote(3, 7)).isEqualTo(new Busy(new Tally(4, 3, 5)));
        assertThat(ballot.manager.size()).isEqualTo(1);
        assertThat(batch.state().status()).isEqualTo(BatchStatus.PENDING);

        ballot.starter.full = false;

        assertThat(ballot.vote(0, 7)).isEqualTo(new Reached(batch, new Tally(4, 3, 5)));
        assertThat(ballot.starter.enqueued).containsExactly(batch);
    }

    @Test
    void exactlyOneOfManySimultaneousVotesStartsTheBatch() {
        for (int archive = 0; archive < 20; archive++) {
            int wanted = archive;
            ballot.validators = Ballot.hotkeys(64);

            var results = Simultaneously.call(64, voter -> ballot.vote(voter, wanted));

            assertThat(results).filteredOn(Reached.class::isInstance).hasSize(1);
            assertThat(results).filteredOn(Pending.class::isInstance).hasSize(31);
            assertThat(results).filteredOn(Underway.class::isInstance).hasSize(32);
            assertThat(ballot.starter.enqueued).hasSize(archive + 1);
            assertThat(ballot.opened).hasValue(archive + 1);
        }
    }

    private Batch reach(int archive) {
        var batch = pending(ballot.vote(0, archive));
        ballot.vote(1, archive);
        assertThat(ballot.vote(2, archive)).isInstanceOf(Reached.class);
        return batch;
    }

    private static Batch pending(VoteResult result) {
        assertThat(result).isInstanceOf(Pending.class);
        return ((Pending) result).batch();
    }

    private static Tally tally(VoteResult result) {
        assertThat(result).isInstanceOf(Pending.class);
        return ((Pending) result).tally();
    }
}
