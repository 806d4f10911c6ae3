package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.consensus.VoteResult.Pending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Reached;
import org.platformnetwork.termexecutor.consensus.VoteResult.TooManyPending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Unknown;

/** What holds of the end of votes, in whatever database. */
abstract class ExpiryScenarios {

    private static final Duration TICK = Duration.ofMillis(1);

    private final String databaseUrl;
    private @TempDir Path directory;
    private Ballot ballot;

    ExpiryScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        ballot = new Ballot(directory.resolve("data"), databaseUrl, 5, 3);
    }

    @AfterEach
    void close() {
        ballot.close();
    }

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
        assertThat(ballot.voteWithoutArchive(0, 7)).isEqualTo(new Unknown());
        assertThat(batch.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.state().error()).contains("60 s");
        assertThat(ballot.queued()).isEmpty();
    }

    @Test
    void expiredVotesDoNotCountForTheNextRound() {
        var batch = pending(ballot.vote(0, 7));
        ballot.vote(1, 7);
        ballot.clock.advance(Ballot.TTL);

        var next = ballot.vote(2, 7);

        assertThat(pending(next)).isNotSameAs(batch);
        assertThat(((Pending) next).tally().votes()).isEqualTo(1);
    }

    @Test
    void startedBatchDoesNotExpire() {
        ballot.vote(0, 7);
        ballot.vote(1, 7);
        var reached = (Reached) ballot.vote(2, 7);

        ballot.clock.advance(Ballot.TTL.multipliedBy(2));
        ballot.manager.reap();

        assertThat(reached.batch().state().status()).isEqualTo(BatchStatus.PENDING);
    }

    @Test
    void votesAgreedOnExpireTooWhenTheQueueStaysFull() {
        ballot.fillQueue();
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
        fill();

        assertThat(ballot.vote(4, 4)).isEqualTo(new TooManyPending());
        assertThat(ballot.manager.size()).isEqualTo(3);
        assertThat(ballot.batches.all()).hasSize(3);
        assertThat(ballot.vote(4, 3)).isInstanceOf(Reached.class);
    }

    @Test
    void archiveThatStartsAtOnceNeedsNoPlace() {
        fill();
        ballot.validators = Ballot.hotkeys(1);

        assertThat(ballot.vote(0, 4)).isInstanceOf(Reached.class);
        assertThat(ballot.manager.evictions()).isZero();
    }

    @Test
    void startMakesRoom() {
        fill();
        ballot.vote(2, 2);

        assertOneMoreFits();
    }

    @Test
    void expiryMakesRoomForThatManyAndNoMore() {
        agreeInPart(1);
        ballot.clock.advance(Duration.ofSeconds(30));
        agreeInPart(2);
        agreeInPart(3);
        ballot.clock.advance(Duration.ofSeconds(30));
        ballot.manager.reap();
        ballot.manager.reap();

        assertOneMoreFits();
    }

    @Test
    void busyMakesNoRoom() {
        ballot.fillQueue();
        fill();
        ballot.vote(2, 2);

        assertThat(ballot.vote(4, 4)).isEqualTo(new TooManyPending());
    }

    @Test
    void votesOfAnEarlierServiceExpireToo() {
        ballot.vote(0, 7);
        ballot.restart();
        ballot.clock.advance(Ballot.TTL);
        assertThat(ballot.manager.size()).isEqualTo(1);

        ballot.manager.reap();

        assertThat(ballot.manager.size()).isZero();
    }

    /** All places, with two votes of three for each. */
    private void fill() {
        for (int archive = 1; archive <= 3; archive++) {
            agreeInPart(archive);
        }
    }

    private void agreeInPart(int archive) {
        assertThat(ballot.vote(0, archive)).isInstanceOf(Pending.class);
        assertThat(ballot.vote(1, archive)).isInstanceOf(Pending.class);
    }

    private void assertOneMoreFits() {
        agreeInPart(4);
        assertThat(ballot.vote(4, 5)).isEqualTo(new TooManyPending());
    }

    private static Batch pending(VoteResult result) {
        assertThat(result).isInstanceOf(Pending.class);
        return ((Pending) result).batch();
    }
}
