package org.platformnetwork.termexecutor.consensus;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchStarter;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.VoteTable;
import org.platformnetwork.termexecutor.batch.VoteTable.Collecting;
import org.platformnetwork.termexecutor.consensus.PendingPlaces.Room;
import org.platformnetwork.termexecutor.consensus.VoteTransaction.Outcome;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts votes by archive hash. Each vote is one write of the store (a savepoint in the writer's
 * transaction), from looking for a batch that runs already to putting a new one into the queue, so
 * of any number of simultaneous votes exactly one starts the batch, and a vote that was answered is
 * on the disk. Votes end with their batch: started, expired, evicted, withdrawn or cancelled.
 */
@Component
public final class ConsensusManager {

    private static final Logger log = LoggerFactory.getLogger(ConsensusManager.class);

    private final ConsensusSettings settings;
    private final Store store;
    private final Batches batches;
    private final BatchStarter starter;
    private final InstantSource clock;
    private final VoteTransaction transaction;
    private final AtomicLong evictions = new AtomicLong();

    ConsensusManager(
            ConsensusSettings settings,
            Store store,
            Batches batches,
            BatchStarter starter,
            InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.batches = batches;
        this.starter = starter;
        this.clock = clock;
        this.transaction = new VoteTransaction(settings, clock);
    }

    /**
     * An archive that was checked.
     *
     * @param bytes how large it is
     * @param tasks how many it has
     * @param concurrentTasks how many of them run side by side
     */
    public record Checked(long bytes, int tasks, int concurrentTasks) {}

    /**
     * Why a vote for an archive that is not known would not be counted now, so that the archive
     * need not be looked at; null when it would.
     *
     * @param bytes how large the archive is
     * @param validators the whitelist now
     */
    public @Nullable VoteResult refusal(Hotkey voter, long bytes, Set<Hotkey> validators) {
        var room = store.read(db -> transaction.room(db, voter, validators, bytes));
        return room instanceof Room.Refused refused ? refused.result() : null;
    }

    /** How many archives are collecting votes. */
    public int size() {
        return pending().size();
    }

    /** How many archives have been evicted since the start. */
    public long evictions() {
        return evictions.get();
    }

    /**
     * Counts a vote.
     *
     * @param validators the whitelist now; votes of hotkeys outside it do not count
     * @param checked what a batch is opened with when this is the archive's first vote; null when
     *     the caller has not checked the archive
     */
    public VoteResult vote(
            ArchiveHash hash, Hotkey voter, Set<Hotkey> validators, @Nullable Checked checked) {
        batches.load();
        reap();
        var counted = store.write(db -> transaction.vote(db, hash, voter, validators, checked));
        for (var id : counted.evicted()) {
            evictions.incrementAndGet();
            batches.find(id).ifPresent(Batch::refresh);
            log.atInfo().addKeyValue("batch", id).log("Votes evicted");
        }
        return switch (counted.outcome()) {
            case Outcome.Refused(var result) -> result;
            case Outcome.Underway(var id) -> new VoteResult.Underway(batch(id));
            case Outcome.Pending(var id, var tally, boolean repeated) -> {
                if (!repeated) {
                    log("Vote counted", id, tally);
                }
                yield new VoteResult.Pending(batch(id), tally, repeated);
            }
            case Outcome.Reached(var id, var quorum) -> {
                var batch = batch(id);
                batch.accept(quorum);
                log("Validators agree", id, quorum.tally());
                starter.startNext();
                yield new VoteResult.Reached(batch, quorum.tally());
            }
        };
    }

    private static void log(String what, BatchId id, Tally tally) {
        log.atInfo()
                .addKeyValue("batch", id)
                .addKeyValue("votes", tally.votes())
                .addKeyValue("required", tally.required())
                .log(what);
    }

    private Batch batch(BatchId id) {
        return batches.find(id).orElseThrow();
    }

    /**
     * Takes a vote back while votes are collected; its voter may vote again.
     *
     * @param validators the whitelist now; votes of hotkeys outside it do not count
     */
    public Withdrawal withdraw(Batch batch, Hotkey voter, Set<Hotkey> validators) {
        var result = store.write(db -> transaction.withdraw(db, batch.id(), voter, validators));
        if (result instanceof Withdrawal.Ended) {
            batch.refresh();
            log.atInfo().addKeyValue("batch", batch.id()).log("Votes withdrawn");
        }
        return result;
    }

    /**
     * The votes of every batch that collects them.
     *
     * @param validators the whitelist now; votes of hotkeys outside it do not count
     */
    public Map<BatchId, Tally> tallies(Set<Hotkey> validators) {
        return store.read(VoteTable::collecting).stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                Collecting::id,
                                batch ->
                                        transaction.tally(
                                                batch.voters().stream().map(Hotkey::new).toList(),
                                                validators)));
    }

    /**
     * When the votes for a batch expire, unless enough come before.
     *
     * @param firstVote when the batch was opened
     */
    public Instant votesUntil(Instant firstVote) {
        return firstVote.plus(settings.ttl());
    }

    /** Lets go of the votes whose time is over. */
    @Scheduled(fixedDelayString = "PT1S")
    public void reap() {
        var oldest = clock.instant().minus(settings.ttl());
        for (var batch : pending()) {
            if (!batch.createdAt().isAfter(oldest) && batch.expire(expiry())) {
                log.atInfo().addKeyValue("batch", batch.id()).log("Votes expired");
            }
        }
    }

    /** Shows ends of votes that the database has and no one was told of, the answer being lost. */
    @Scheduled(fixedDelayString = "PT1S")
    void findEnded() {
        var pending = pending();
        if (!pending.isEmpty()) {
            var collecting = store.read(VoteTable::collectingIds);
            pending.stream()
                    .filter(batch -> !collecting.contains(batch.id()))
                    .forEach(Batch::refresh);
        }
    }

    private List<Batch> pending() {
        return batches.live().stream().filter(batch -> batch.state().isPending()).toList();
    }

    private String expiry() {
        return "No consensus: %d s passed since the first vote."
                .formatted(settings.ttl().toSeconds());
    }

    /** What came of withdrawing a vote. */
    public sealed interface Withdrawal {

        /** The vote does not count any more; others still do. */
        record Withdrawn(Tally left) implements Withdrawal {}

        /** It was the last one, and the batch has ended. */
        record Ended() implements Withdrawal {}

        /** The batch collects votes, and this validator's is not among them. */
        record NotAVoter() implements Withdrawal {}

        /** The batch does not collect votes any more. */
        record Closed() implements Withdrawal {}
    }
}
