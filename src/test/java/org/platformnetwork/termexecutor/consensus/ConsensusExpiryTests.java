package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.consensus.VoteResult.Pending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Reached;
import org.platformnetwork.termexecutor.consensus.VoteResult.TooManyPending;

class ConsensusExpiryTests {

    private static final Duration TICK = Duration.ofMillis(1);

    private final Ballot ballot = new Ballot(5, 3);

    @Test
    void votesExpireAfterTheirTimeSinceTheFirst() {
        var batch = pending(ballot.vote(0, 7));
        ballot.clock.advance(Ballot.TTL.minus(TICK));
        ballot.vote(1, 7);
        ballot.manager.reap();
        assertThat(ballot.manager.size()).isEqualTo(1);
        assertThat(batch.state().status()).isEqualTo(BatchStatus.PENDING);

        ballot.clock.advance(TICK);
        ballot.manager.reap();

        assertThat(ballot.manager.size()).isZero();
        assertThat(ballot.manager.isKnown(Ballot.archive(7))).isFalse();
        assertThat(batch.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.state().error()).contains("60 s");
        assertThat(ballot.starter.discarded).containsExactly(batch);
        assertThat(ballot.starter.enqueued).isEmpty();
    }

    @Test
    void expiredVotesDoNotCountForTheNextRound() {
        var batch = pending(ballot.vote(0, 7));
        ballot.vote(1, 7);
        ballot.clock.advance(Ballot.TTL);

        var next = ballot.vote(2, 7);

        assertThat(pending(next)).isNotSameAs(batch);
        assertThat(((Pending) next).tally().votes()).isEqualTo(1);
        assertThat(ballot.starter.discarded).containsExactly(batch);
    }

    @Test
    void startedBatchDoesNotExpire() {
        ballot.vote(0, 7);
        ballot.vote(1, 7);
        var reached = (Reached) ballot.vote(2, 7);

        ballot.clock.advance(Ballot.TTL.multipliedBy(2));
        ballot.manager.reap();

        assertThat(reached.batch().state().status()).isEqualTo(BatchStatus.PENDING);
        assertThat(ballot.starter.discarded).isEmpty();
    }

    @Test
    void votesAgreedOnExpireTooWhenTheQueueStaysFull() {
        ballot.starter.full = true;
        var batch = pending(ballot.vote(0, 7));
        ballot.vote(1, 7);
        ballot.vote(2, 7);
        ballot.clock.advance(Ballot.TTL);
        ballot.manager.reap();

        assertThat(batch.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(ballot.manager.size()).isZero();
    }

    @Test
    void archivesCollectVotesUpToTheLimit() {
        assertThat(ballot.vote(0, 1)).isInstanceOf(Pending.class);
        assertThat(ballot.vote(0, 2)).isInstanceOf(Pending.class);
        assertThat(ballot.vote(0, 3)).isInstanceOf(Pending.class);

        assertThat(ballot.vote(0, 4)).isEqualTo(new TooManyPending());
        assertThat(ballot.manager.size()).isEqualTo(3);
        assertThat(ballot.opened).hasValue(3);
        assertThat(ballot.vote(1, 3)).isInstanceOf(Pending.class);
    }

    @Test
    void soleValidatorNeedsRoomToo() {
        fill();
        ballot.validators = Ballot.hotkeys(1);

        assertThat(ballot.vote(0, 4)).isEqualTo(new TooManyPending());
    }

    @Test
    void startMakesRoom() {
        fill();
        ballot.vote(1, 2);
        ballot.vote(2, 2);

        assertOneMoreFits();
    }

    @Test
    void expiryMakesRoomForThatManyAndNoMore() {
        ballot.vote(0, 1);
        ballot.clock.advance(Duration.ofSeconds(30));
        ballot.vote(0, 2);
        ballot.vote(0, 3);
        ballot.clock.advance(Duration.ofSeconds(30));
        ballot.manager.reap();
        ballot.manager.reap();

        assertOneMoreFits();
    }

    @Test
    void busyMakesNoRoom() {
        fill();
        ballot.starter.full = true;
        ballot.vote(1, 2);
        ballot.vote(2, 2);

        assertThat(ballot.vote(0, 4)).isEqualTo(new TooManyPending());
    }

    @Test
    void failedOpeningTakesNoRoom() {
        ballot.vote(0, 1);
        ballot.vote(0, 2);
        for (int i = 0; i < 5; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            ballot.manager.vote(
                                    Ballot.archive(9),
                                    Ballot.hotkey(0),
                                    ballot.validators,
                                    () -> {
                                        throw new IllegalStateException("disk");
                                    }));
        }

        assertThat(ballot.manager.isKnown(Ballot.archive(9))).isFalse();
        assertOneMoreFits();
    }

    private void fill() {
        for (int archive = 1; archive <= 3; archive++) {
            ballot.vote(0, archive);
        }
    }

    private void assertOneMoreFits() {
        assertThat(ballot.vote(0, 4)).isInstanceOf(Pending.class);
        assertThat(ballot.vote(0, 5)).isEqualTo(new TooManyPending());
    }

    private static Batch pending(VoteResult result) {
        assertThat(result).isInstanceOf(Pending.class);
        return ((Pending) result).batch();
    }
}
