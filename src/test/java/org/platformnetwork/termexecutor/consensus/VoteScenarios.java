package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.consensus.VoteResult.Busy;
import org.platformnetwork.termexecutor.consensus.VoteResult.Pending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Reached;
import org.platformnetwork.termexecutor.consensus.VoteResult.Underway;
import org.platformnetwork.termexecutor.consensus.VoteResult.Unknown;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What holds of votes, in whatever database. */
abstract class VoteScenarios {

    private final String databaseUrl;
    private @TempDir Path directory;
    private Ballot ballot;

    VoteScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        ballot = new Ballot(directory.resolve("data"), databaseUrl, 5, 100);
    }

    @AfterEach
    void close() {
        ballot.close();
    }

    @Test
    void startsTheBatchOnceEnoughAgree() {
        var first = ballot.vote(0, 7);
        var batch = pending(first);
        assertThat(first).isEqualTo(new Pending(batch, new Tally(1, 3, 5), false));
        assertThat(ballot.vote(1, 7)).isEqualTo(new Pending(batch, new Tally(2, 3, 5), false));
        assertThat(ballot.queued()).isEmpty();

        assertThat(ballot.vote(2, 7)).isEqualTo(new Reached(batch, new Tally(3, 3, 5)));

        assertThat(ballot.queued()).containsExactly(batch);
        assertThat(batch.state().tally()).isEqualTo(new Tally(3, 3, 5));
        assertThat(ballot.manager.size()).isZero();
        assertThat(ballot.batches.all()).hasSize(1);
    }

    @Test
    void repeatedVoteCountsOnce() {
        var batch = pending(ballot.vote(0, 7));

        assertThat(ballot.vote(0, 7)).isEqualTo(new Pending(batch, new Tally(1, 3, 5), true));
        assertThat(ballot.vote(0, 7)).isEqualTo(new Pending(batch, new Tally(1, 3, 5), true));
        assertThat(ballot.queued()).isEmpty();
    }

    @Test
    void talliesAreThoseOfPendingBatchesAndOfPresentValidators() {
        var pending = pending(ballot.vote(0, 7));
        ballot.vote(1, 7);
        for (int voter = 0; voter < 3; voter++) {
            ballot.vote(voter, 8);
        }

        assertThat(ballot.manager.tallies(ballot.validators))
                .containsOnly(Map.entry(pending.id(), new Tally(2, 3, 5)));
        assertThat(ballot.manager.tallies(Ballot.hotkeys(1)))
                .containsOnly(Map.entry(pending.id(), new Tally(1, 1, 1)));
        pending.finish("No consensus.");
        assertThat(ballot.manager.tallies(ballot.validators)).isEmpty();
    }

    @Test
    void votesForOtherArchivesDoNotCount() {
        ballot.vote(0, 1);
        ballot.vote(1, 2);

        assertThat(ballot.vote(2, 3)).isInstanceOf(Pending.class);
        assertThat(ballot.manager.size()).isEqualTo(3);
        assertThat(ballot.queued()).isEmpty();
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
        assertThat(ballot.manager.size()).isZero();
        assertThat(ballot.queued()).hasSize(1);
    }

    @Test
    void endedBatchGivesWayToNewRound() {
        var batch = reach(7);
        batch.finish(null);

        assertThat(ballot.voteWithoutArchive(0, 7)).isEqualTo(new Unknown());
        var next = ballot.vote(0, 7);
        assertThat(tally(next)).isEqualTo(new Tally(1, 3, 5));
        assertThat(pending(next).id()).isNotEqualTo(batch.id());
    }

    @Test
    void unknownArchiveIsNotOpened() {
        assertThat(ballot.voteWithoutArchive(0, 7)).isEqualTo(new Unknown());
        assertThat(ballot.manager.size()).isZero();
    }

    @Test
    void voteWithoutArchiveCountsForKnownOne() {
        var batch = pending(ballot.vote(0, 7));

        assertThat(ballot.voteWithoutArchive(1, 7))
                .isEqualTo(new Pending(batch, new Tally(2, 3, 5), false));
    }

    @Test
    void busyKeepsTheVotesAndRepeatedVoteStartsLater() {
        ballot.fillQueue();
        var batch = pending(ballot.vote(0, 7));
        ballot.vote(1, 7);
        assertThat(ballot.vote(2, 7)).isEqualTo(new Busy(new Tally(3, 3, 5)));
        assertThat(ballot.vote(3, 7)).isEqualTo(new Busy(new Tally(4, 3, 5)));
        assertThat(ballot.manager.size()).isEqualTo(1);
        assertThat(batch.state().status()).isEqualTo(BatchStatus.PENDING);

        ballot.emptyQueue();

        assertThat(ballot.vote(0, 7)).isEqualTo(new Reached(batch, new Tally(4, 3, 5)));
        assertThat(ballot.queued()).containsExactly(batch);
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
            assertThat(ballot.queued()).hasSize(archive + 1);
            assertThat(ballot.batches.all()).hasSize(archive + 1);
        }
    }

    @Test
    void votesAndTheQueueOutliveTheService() {
        ballot.vote(0, 7);
        ballot.vote(1, 7);
        var queued = List.of(reach(8).id(), reach(5).id());

        ballot.restart();

        assertThat(ballot.manager.size()).isEqualTo(1);
        assertThat(((Pending) ballot.vote(1, 7)).tally()).isEqualTo(new Tally(2, 3, 5));
        var third = (Reached) ballot.vote(2, 7);
        assertThat(third.tally()).isEqualTo(new Tally(3, 3, 5));
        assertThat(((Underway) ballot.vote(0, 5)).batch().id()).isEqualTo(queued.getLast());
        assertThat(((Underway) ballot.vote(0, 8)).batch().id()).isEqualTo(queued.getFirst());
        assertThat(ballot.queued())
                .extracting(Batch::id)
                .containsExactly(queued.getFirst(), queued.getLast(), third.batch().id());
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
