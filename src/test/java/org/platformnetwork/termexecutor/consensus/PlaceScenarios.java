package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.VoteTable;
import org.platformnetwork.termexecutor.consensus.VoteResult.Pending;
import org.platformnetwork.termexecutor.consensus.VoteResult.QuotaReached;
import org.platformnetwork.termexecutor.consensus.VoteResult.Reached;
import org.platformnetwork.termexecutor.consensus.VoteResult.TooManyPending;
import org.platformnetwork.termexecutor.consensus.VoteResult.Unknown;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** Who gets a place for an archive, and who loses one, in whatever database. */
abstract class PlaceScenarios {

    private final String databaseUrl;
    private @TempDir Path directory;
    private Ballot ballot;

    PlaceScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        ballot = new Ballot(directory.resolve("data"), databaseUrl, 4, 20);
    }

    @AfterEach
    void close() {
        ballot.close();
    }

    @Test
    void oneValidatorOfFourCannotTakeAllPlaces() {
        for (int archive = 0; archive < 8; archive++) {
            pending(0, archive);
        }

        assertThat(ballot.vote(0, 8)).isEqualTo(new QuotaReached(8));
        assertThat(ballot.manager.size()).isEqualTo(8);
        for (int voter = 1; voter < 4; voter++) {
            pending(voter, 100 + voter);
        }
        assertThat(ballot.vote(1, 0)).isInstanceOf(Reached.class);
        pending(0, 8);
    }

    @Test
    void archiveThatIsRefusedNeedNotBeLookedAt() {
        for (int archive = 0; archive < 8; archive++) {
            pending(0, archive);
        }

        assertThat(ballot.manager.refusal(Ballot.hotkey(0), 1, ballot.validators))
                .isEqualTo(new QuotaReached(8));
        assertThat(ballot.manager.refusal(Ballot.hotkey(1), 1, ballot.validators)).isNull();
    }

    @Test
    void quotaIsTheShareOfThePlacesWhereThatIsMore() {
        ballot.validators = Ballot.hotkeys(1);
        ballot.fillQueue();
        for (int archive = 0; archive < 20; archive++) {
            assertThat(ballot.vote(0, archive)).isInstanceOf(VoteResult.Busy.class);
        }

        assertThat(ballot.vote(0, 20)).isEqualTo(new QuotaReached(20));
    }

    @Test
    void whoHoldsMostLosesTheOldest() throws InterruptedException {
        var first = fill();

        var next = ballot.vote(3, 300);

        assertThat(next).isInstanceOf(Pending.class);
        assertThat(ballot.manager.size()).isEqualTo(20);
        assertThat(ballot.manager.evictions()).isOne();
        assertThat(first.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(first.state().error()).startsWith("Evicted: ");
        assertThat(first.timeline().eventsAfter(0, Duration.ZERO))
                .extracting(event -> event.payload().event())
                .containsExactly("batch_complete", "stream_closed");
        ballot.restart();
        var kept = ballot.again(first);
        assertThat(kept.state()).isEqualTo(first.state());
        assertThat(kept.timeline().eventsAfter(0, Duration.ZERO))
                .extracting(BatchEvent::seq)
                .containsExactly(1L, 2L);
        assertThat(ballot.voteWithoutArchive(0, 0)).isEqualTo(new Unknown());
    }

    /** Eight of the first validator's, seven of the second's, five of the third's: all places. */
    private Batch fill() {
        Batch first = pending(0, 0);
        ballot.clock.advance(Duration.ofMillis(1));
        for (int archive = 1; archive < 8; archive++) {
            pending(0, archive);
        }
        for (int archive = 0; archive < 7; archive++) {
            pending(1, 100 + archive);
        }
        for (int archive = 0; archive < 5; archive++) {
            pending(2, 200 + archive);
        }
        return first;
    }

    @Test
    void archiveOfSeveralValidatorsIsNotEvicted() {
        ballot.validators = Ballot.hotkeys(10);
        for (int archive = 0; archive < 20; archive++) {
            pending(archive % 5, archive);
            pending(5 + archive % 5, archive);
        }

        assertThat(ballot.vote(3, 300)).isEqualTo(new TooManyPending());
        assertThat(ballot.manager.size()).isEqualTo(20);
        assertThat(ballot.manager.evictions()).isZero();
    }

    @Test
    void bytesAreBoundedByWhoHoldsMostOfThem() {
        var small = pending(0, 1);
        ballot.clock.advance(Duration.ofMillis(1));
        for (int archive = 2; archive < 7; archive++) {
            pending(0, archive);
        }
        var large = ((Pending) ballot.vote(1, 100, Ballot.MAX_PENDING_BYTES - 60)).batch();
        assertThat(large.state().isPending()).isTrue();

        assertThat(ballot.vote(2, 200, 50)).isInstanceOf(Pending.class);

        assertThat(large.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(small.state().isPending()).isTrue();
        assertThat(ballot.manager.evictions()).isOne();
    }

    @Test
    void archiveThatIsLargerThanAllPlacesIsTakenAlone() {
        var first = pending(0, 1);

        assertThat(ballot.vote(1, 2, 2 * Ballot.MAX_PENDING_BYTES)).isInstanceOf(Pending.class);
        assertThat(first.state().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(ballot.manager.size()).isOne();
    }

    @Test
    void votesOfFormerValidatorsHoldNoPlace() {
        var own = pending(0, 0);
        for (int archive = 1; archive < 20; archive++) {
            pending(10 + archive, archive);
        }

        assertThat(ballot.vote(0, 300)).isInstanceOf(Pending.class);
        assertThat(own.state().isPending()).isTrue();
    }

    @Test
    void manyAtOnceNeverHoldMoreThanThePlaces() {
        var results = Simultaneously.call(32, number -> ballot.vote(number % 4, number));

        assertThat(results).allMatch(Pending.class::isInstance);
        assertThat(ballot.manager.size()).isEqualTo(20);
        assertThat(ballot.manager.evictions()).isEqualTo(12);
    }

    @Test
    void evictionWhoseAnswerWasLostIsFound() {
        var first = pending(0, 0);
        ballot.store
                .store()
                .write(db -> VoteTable.end(db, first.id(), "Evicted.", ballot.clock.instant()));
        assertThat(first.state().isPending()).isTrue();

        ballot.manager.findEnded();

        assertThat(first.state().error()).isEqualTo("Evicted.");
        assertThat(ballot.manager.size()).isZero();
    }

    private Batch pending(int voter, int archive) {
        var result = ballot.vote(voter, archive);
        assertThat(result).isInstanceOf(Pending.class);
        return ((Pending) result).batch();
    }
}
