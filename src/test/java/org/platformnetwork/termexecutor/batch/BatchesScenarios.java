package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What holds of all batches together, in whatever database. */
abstract class BatchesScenarios {

    private static final ArchiveHash HASH = new ArchiveHash("a".repeat(64));
    private static final ArchiveHash OTHER = new ArchiveHash("b".repeat(64));
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualClock clock = new ManualClock();
    private final String databaseUrl;
    private @TempDir Path directory;
    private TestStore store;
    private Batches batches;

    BatchesScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        store.store().write(db -> db.sql("delete from batches").update());
        batches = TestBatches.create(store.store(), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsBatchesById() {
        var batch = open(HASH);

        assertThat(batches.find(batch.id())).containsSame(batch);
        assertThat(batches.find(BatchId.random())).isEmpty();
        assertThat(batch.createdAt()).isEqualTo(clock.instant());
        assertThat(batch.state().totalTasks()).isEqualTo(3);
    }

    @Test
    void listsTheNewestFirst() {
        var first = open(HASH);
        first.finish("No consensus.");
        clock.advance(TICK);
        var second = open(OTHER);
        clock.advance(TICK);
        var third = open(HASH);

        assertThat(batches.all())
                .extracting(BatchSummary::id)
                .containsExactly(third.id(), second.id(), first.id());
    }

    @Test
    void lineSaysWhatItsTasksCameToBeforeAndAfterTheEnd() {
        var batch = open(HASH);
        var tally = new Tally(2, 2, 3);
        batch.accept(store.store().write(db -> VoteTable.accept(db, batch.id(), tally)));
        batch.start();
        var pass = TaskState.queued(OneBatch.GOOD);
        batch.run(OneBatch.INPUTS, List.of(pass, TaskState.queued(OneBatch.BAD)));
        batch.taskEnds(OneBatch.GOOD, OneBatch.PASS);
        assertThat(batches.all()).singleElement().isEqualTo(BatchSummary.of(batch));
        assertThat(batches.all().getFirst().tasks().completed()).isEqualTo(1);

        clock.advance(TICK);
        batch.taskEnds(OneBatch.BAD, OneBatch.FAIL);
        batch.finish("The second was too much.");
        batches = TestBatches.create(store.store(), clock);

        var line = batches.all().getFirst();
        assertThat(line).isEqualTo(BatchSummary.of(batch));
        assertThat(line.tasks().passed()).isEqualTo(1);
        assertThat(line.tasks().failed()).isEqualTo(1);
        assertThat(line.aggregateReward()).isEqualTo(batch.state().aggregateReward());
        assertThat(line.tally()).isEqualTo(tally);
    }

    @Test
    void onlyTheLastOfThoseThatNeverStartedAreKept() {
        var started = open(OTHER);
        started.start();
        started.finish(null);
        store.store()
                .write(db -> {
                    for (int i = 0; i <= Batches.LAST_UNSTARTED; i++) {
                        clock.advance(TICK);
                        var id = VoteTable.open(db, HASH, 1, 1, 1, clock.instant());
                        VoteTable.end(db, id, "Withdrawn.", clock.instant());
                    }
                    return true;
                });
        var all = batches.all();

        batches.reap();

        assertThat(all).hasSize(Batches.LAST_UNSTARTED + 2);
        assertThat(batches.all()).hasSize(Batches.LAST_UNSTARTED + 1);
        assertThat(batches.find(started.id())).isPresent();
        assertThat(batches.find(all.get(all.size() - 2).id())).isEmpty();
    }

    @Test
    void queueIsInTheOrderOfTheAgreements() {
        var second = open(HASH);
        var first = open(OTHER);
        var tally = new Tally(1, 1, 1);
        for (var batch : List.of(first, second)) {
            batch.accept(store.store().write(db -> VoteTable.accept(db, batch.id(), tally)));
        }

        assertThat(batches.queue()).containsExactly(first, second);
        first.start();
        assertThat(batches.queue()).containsExactly(second);
        second.finish("cancelled");
        assertThat(batches.queue()).isEmpty();
    }

    @Test
    void batchIsLiveUntilItEnds() {
        var batch = open(HASH);

        assertThat(batches.live()).containsExactly(batch);
        batch.start();
        assertThat(batches.live()).containsExactly(batch);
        batch.finish(null);
        assertThat(batches.live()).isEmpty();
        assertThat(batches.find(batch.id())).containsSame(batch);
    }

    @Test
    void everyoneGetsTheSameLiveBatch() {
        var id = open(HASH).id();
        batches = TestBatches.create(store.store(), clock);

        var found = Simultaneously.call(16, number -> batches.find(id).orElseThrow());

        assertThat(Set.copyOf(found)).hasSize(1);
        assertThat(batches.live()).containsExactly(found.getFirst());
    }

    @Test
    void loadsWhatAnEarlierServiceLeftUnfinished() {
        var ended = open(HASH);
        ended.finish(null);
        var running = open(OTHER);
        running.start();

        batches = TestBatches.create(store.store(), clock);
        assertThat(batches.live()).isEmpty();
        batches.load();

        assertThat(batches.live()).extracting(Batch::id).containsExactly(running.id());
        assertThat(batches.find(ended.id()).orElseThrow().state()).isEqualTo(ended.state());
    }

    @Test
    void lastResultsStayHoweverOld() {
        var first = ended();
        clock.advance(TICK);
        var second = ended();
        for (int i = 2; i < Batches.LAST; i++) {
            clock.advance(TICK);
            ended();
        }
        clock.advance(TestBatches.SESSION_TTL.multipliedBy(2));
        batches.reap();
        assertThat(batches.all()).hasSize(Batches.LAST);

        ended();
        batches.reap();

        assertThat(batches.find(first.id())).isEmpty();
        assertThat(batches.find(second.id())).isPresent();
        assertThat(batches.all()).hasSize(Batches.LAST);
    }

    @Test
    void reapKeepsResultsForTheLifeOfTheSession() {
        var batch = ended();
        for (int i = 0; i < Batches.LAST; i++) {
            ended();
        }
        clock.advance(TestBatches.SESSION_TTL);
        batches.reap();
        assertThat(batches.all()).hasSize(Batches.LAST + 1);
        assertThat(batches.archives()).containsExactly(HASH);

        clock.advance(TICK);
        batches.reap();
        assertThat(batches.all()).hasSize(Batches.LAST);
        assertThat(batches.archives()).isEmpty();
        assertThat(batches.find(batch.id()).isPresent())
                .isEqualTo(batches.all().stream().anyMatch(line -> line.id().equals(batch.id())));
    }

    @Test
    void batchThatNeverBeganIsNoneOfTheLast() {
        var batch = open(HASH);
        batch.finish("No consensus.");
        assertThat(batches.archives()).isEmpty();

        clock.advance(TestBatches.SESSION_TTL.plus(TICK));
        batches.reap();

        assertThat(batches.find(batch.id())).isEmpty();
    }

    @Test
    void reapKeepsWhatHasNotEnded() {
        var pending = open(HASH);
        var running = open(OTHER);
        running.start();

        clock.advance(TestBatches.SESSION_TTL.multipliedBy(3));
        batches.reap();

        assertThat(batches.live()).containsExactlyInAnyOrder(pending, running);
        assertThat(batches.archives()).containsExactlyInAnyOrder(HASH, OTHER);
    }

    private Batch ended() {
        var batch = open(HASH);
        batch.start();
        batch.finish(null);
        return batch;
    }

    private Batch open(ArchiveHash hash) {
        return TestBatches.open(store.store(), batches, hash, clock);
    }
}
