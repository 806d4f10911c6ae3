package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.consensus.ConsensusManager.Withdrawal;
import org.platformnetwork.termexecutor.consensus.VoteResult.Pending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Reached;

/** What holds of votes that are taken back, in whatever database. */
abstract class WithdrawalScenarios {

    private final String databaseUrl;
    private @TempDir Path directory;
    private Ballot ballot;

    WithdrawalScenarios(String databaseUrl) {
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
    void withdrawnVoteDoesNotCountAndMayBeGivenAgain() {
        var batch = pending(0, 7);
        pending(1, 7);

        assertThat(withdraw(batch, 0)).isEqualTo(new Withdrawal.Withdrawn(new Tally(1, 3, 5)));
        assertThat(ballot.vote(2, 7)).isEqualTo(new Pending(batch, new Tally(2, 3, 5), false));
        assertThat(ballot.vote(0, 7)).isInstanceOf(Reached.class);
    }

    @Test
    void batchEndsWithItsLastVote() throws InterruptedException {
        var batch = pending(0, 7);
        pending(1, 7);
        withdraw(batch, 0);
        assertThat(batch.state().isPending()).isTrue();

        assertThat(withdraw(batch, 1)).isEqualTo(new Withdrawal.Ended());

        assertThat(batch.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.state().error()).isEqualTo("Every vote for this archive was withdrawn.");
        assertThat(batch.timeline().eventsAfter(0, Duration.ZERO))
                .extracting(event -> event.payload().event())
                .containsExactly("batch_complete", "stream_closed");
        var next = pending(0, 7);
        assertThat(next).isNotSameAs(batch);
        assertThat(withdraw(batch, 0)).isEqualTo(new Withdrawal.Closed());
    }

    @Test
    void onlyVotersWithdrawAndOnlyTheirOwn() {
        var batch = pending(0, 7);
        pending(3, 8);

        assertThat(withdraw(batch, 3)).isEqualTo(new Withdrawal.NotAVoter());
        withdraw(batch, 0);
        assertThat(withdraw(batch, 0)).isEqualTo(new Withdrawal.Closed());
        assertThat(ballot.manager.size()).isOne();
    }

    @Test
    void votesThatAgreedAreNotWithdrawn() {
        var batch = pending(0, 7);
        pending(1, 7);
        ballot.vote(2, 7);

        assertThat(withdraw(batch, 0)).isEqualTo(new Withdrawal.Closed());
        assertThat(ballot.queued()).containsExactly(batch);
    }

    @Test
    void withdrawalOutlivesTheService() {
        var batch = pending(0, 7);
        pending(1, 7);
        withdraw(batch, 0);

        ballot.restart();

        assertThat(ballot.vote(2, 7))
                .isEqualTo(new Pending(ballot.again(batch), new Tally(2, 3, 5), false));
    }

    private Withdrawal withdraw(Batch batch, int voter) {
        return ballot.manager.withdraw(batch, Ballot.hotkey(voter), ballot.validators);
    }

    private Batch pending(int voter, int archive) {
        var result = ballot.vote(voter, archive);
        assertThat(result).isInstanceOf(Pending.class);
        return ((Pending) result).batch();
    }
}
