package org.platformnetwork.termexecutor.consensus;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.TestBatches;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.testing.ManualClock;

/** Votes of numbered hotkeys for numbered archives, half of all validators required. */
final class Ballot {

    static final Duration TTL = Duration.ofSeconds(60);

    final ManualClock clock = new ManualClock();
    final Batches batches = TestBatches.create(clock);
    final FakeStarter starter = new FakeStarter();
    final AtomicInteger opened = new AtomicInteger();
    final ConsensusManager manager;
    Set<Hotkey> validators;

    Ballot(int validators, int maxPending) {
        this.validators = hotkeys(validators);
        this.manager =
                new ConsensusManager(
                        new ConsensusSettings(new BigDecimal("0.5"), TTL, maxPending),
                        batches,
                        starter,
                        clock);
    }

    /** Takes batches unless its queue is full. */
    static final class FakeStarter implements BatchStarter {

        final List<Batch> enqueued = new CopyOnWriteArrayList<>();
        final List<Batch> discarded = new CopyOnWriteArrayList<>();
        volatile boolean full;

        @Override
        public boolean enqueue(Batch batch) {
            return !full && enqueued.add(batch);
        }

        @Override
        public void discard(Batch batch) {
            discarded.add(batch);
        }
    }

    static Hotkey hotkey(int number) {
        return new Hotkey("validator-" + number);
    }

    /** The hotkeys 0 to {@code count - 1}. */
    static Set<Hotkey> hotkeys(int count) {
        return IntStream.range(0, count)
                .mapToObj(Ballot::hotkey)
                .collect(Collectors.toUnmodifiableSet());
    }

    static ArchiveHash archive(int number) {
        return new ArchiveHash("%064x".formatted(number));
    }

    /** A vote that brings the archive along. */
    VoteResult vote(int voter, int archive) {
        return manager.vote(
                archive(archive),
                hotkey(voter),
                validators,
                () -> {
                    opened.incrementAndGet();
                    return batches.open(BatchId.random(), archive(archive), 1, 1);
                });
    }

    /** A vote by somebody who has not checked the archive. */
    VoteResult voteWithoutArchive(int voter, int archive) {
        return manager.vote(archive(archive), hotkey(voter), validators, null);
    }
}
