package org.platformnetwork.termexecutor.consensus;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.consensus.ConsensusManager.Checked;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.springframework.util.unit.DataSize;

/** Votes of numbered hotkeys for numbered archives, half of all validators required. */
final class Ballot implements AutoCloseable {

    static final Duration TTL = Duration.ofSeconds(60);

    /** Of all archives that collect votes; each has {@link #ARCHIVE_BYTES}. */
    static final long MAX_PENDING_BYTES = 10_000;

    static final long ARCHIVE_BYTES = 10;
    private static final int BLOCKER = 99;

    final ManualClock clock = new ManualClock();
    final TestStore store;
    Batches batches;
    private final int maxPending;
    ConsensusManager manager;
    Set<Hotkey> validators;

    /**
     * @param databaseUrl empty for SQLite
     */
    Ballot(Path directory, String databaseUrl, int validators, int maxPending) {
        this.validators = hotkeys(validators);
        this.maxPending = maxPending;
        this.store = TestStore.open(directory, databaseUrl);
        store.store().write(db -> db.sql("delete from batches").update());
        this.batches = TestBatches.create(store.store(), clock);
        this.manager = manager(1000);
    }

    private ConsensusManager manager(int maxQueued) {
        return new ConsensusManager(settings(maxQueued), store.store(), batches, () -> {}, clock);
    }

    private ConsensusSettings settings(int maxQueued) {
        return new ConsensusSettings(
                new BigDecimal("0.5"),
                TTL,
                maxPending,
                DataSize.ofBytes(MAX_PENDING_BYTES),
                maxQueued);
    }

    /** Who counts votes to cancel. */
    CancellationVoting cancellation() {
        return new CancellationVoting(settings(1000));
    }

    /** As if a batch ran and nothing could wait behind it. */
    void fillQueue() {
        for (int voter = 0; voter < validators.size(); voter++) {
            vote(voter, BLOCKER);
        }
        manager = manager(0);
    }

    /** That batch ends. */
    void emptyQueue() {
        queued().getFirst().finish(null);
    }

    /** The same batch, as it is known now. */
    Batch again(Batch batch) {
        return batches.find(batch.id()).orElseThrow();
    }

    /** Batches that wait for their turn, in its order. */
    List<Batch> queued() {
        return batches.live().stream()
                .filter(batch -> batch.state().isWaiting())
                .sorted(Comparator.comparingLong(batch -> batch.state().queuePosition()))
                .toList();
    }

    /** The service starts again. */
    void restart() {
        batches = TestBatches.create(store.store(), clock);
        batches.load();
        manager = manager(1000);
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
        return vote(voter, archive, ARCHIVE_BYTES);
    }

    /** A vote that brings an archive of that size along. */
    VoteResult vote(int voter, int archive, long bytes) {
        return manager.vote(archive(archive), hotkey(voter), validators, new Checked(bytes, 1, 1));
    }

    /** A vote by someone who has not checked the archive. */
    VoteResult voteWithoutArchive(int voter, int archive) {
        return manager.vote(archive(archive), hotkey(voter), validators, null);
    }

    @Override
    public void close() {
        store.close();
    }
}
