package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.testing.ManualClock;

class BatchesTests {

    private static final ArchiveHash HASH = new ArchiveHash("a".repeat(64));
    private static final ArchiveHash OTHER = new ArchiveHash("b".repeat(64));
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualClock clock = new ManualClock();
    private final Batches batches = TestBatches.create(clock);

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
        clock.advance(TICK);
        var second = open(OTHER);
        clock.advance(TICK);
        var third = open(HASH);

        assertThat(batches.all()).containsExactly(third, second, first);
    }

    @Test
    void batchIsLiveUntilItEnds() {
        var batch = open(HASH);

        assertThat(batches.live(OTHER)).isEmpty();
        assertThat(batches.live(HASH)).containsSame(batch);
        batch.start();
        assertThat(batches.live(HASH)).containsSame(batch);
        batch.finish(null);
        assertThat(batches.live(HASH)).isEmpty();
        var next = open(HASH);
        assertThat(batches.live(HASH)).containsSame(next);
    }

    @Test
    void reapKeepsResultsForTheLifeOfTheSession() {
        var batch = open(HASH);
        clock.advance(Duration.ofMinutes(5));
        batch.finish(null);

        clock.advance(TestBatches.SESSION_TTL.minus(TICK));
        batches.reap();
        assertThat(batches.find(batch.id())).isPresent();

        clock.advance(TICK);
        batches.reap();
        assertThat(batches.find(batch.id())).isPresent();

        clock.advance(TICK);
        batches.reap();
        assertThat(batches.find(batch.id())).isEmpty();
        assertThat(batches.all()).isEmpty();
    }

    @Test
    void reapKeepsWhatHasNotEnded() {
        var pending = open(HASH);
        var running = open(OTHER);
        running.start();

        clock.advance(TestBatches.SESSION_TTL.multipliedBy(3));
        batches.reap();

        assertThat(batches.all()).containsExactlyInAnyOrder(pending, running);
    }

    private Batch open(ArchiveHash hash) {
        return batches.open(BatchId.random(), hash, 3, 2);
    }
}
