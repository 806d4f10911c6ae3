package org.platformnetwork.termexecutor.consensus;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Ballots;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchState.Agreement;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.Tally;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts votes by archive hash. Each vote is one transaction, from looking for a batch that runs
 * already to putting a new one into the queue, so of any number of simultaneous votes exactly one
 * starts the batch, and a vote that was answered is on the disk. Votes end with their batch:
 * started, expired or cancelled.
 */
@Component
public final class ConsensusManager {

    private static final Logger log = LoggerFactory.getLogger(ConsensusManager.class);

    private final ConsensusSettings settings;
    private final Store store;
    private final Batches batches;
    private final BatchStarter starter;
    private final InstantSource clock;

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
    }

    /**
     * An archive that was checked.
     *
     * @param tasks how many it has
     * @param concurrentTasks how many of them run side by side
     */
    public record Checked(int tasks, int concurrentTasks) {}

    /** Whether a vote for this archive needs no batch to be opened. */
    public boolean isKnown(ArchiveHash hash) {
        return store.read(db -> Ballots.find(db, hash)).isPresent();
    }

    /** How many archives are collecting votes. */
    public int size() {
        return (int) batches.live().stream().filter(batch -> batch.state().isPending()).count();
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
        var counted = store.write(db -> count(db, hash, voter, validators, checked));
        return switch (counted) {
            case Counted.Refused(var result) -> result;
            case Counted.Underway(var id) -> new VoteResult.Underway(batch(id));
            case Counted.Pending(var id, var tally, boolean repeated) ->
                    new VoteResult.Pending(batch(id), tally, repeated);
            case Counted.Reached(var id, var agreement) -> {
                var batch = batch(id);
                batch.accept(agreement);
                starter.startNext();
                yield new VoteResult.Reached(batch, agreement.tally());
            }
        };
    }

    private Batch batch(BatchId id) {
        return batches.find(id).orElseThrow();
    }

    /** What became of a vote, as the database has it. */
    private sealed interface Counted {
        record Refused(VoteResult result) implements Counted {}

        record Underway(BatchId id) implements Counted {}

        record Pending(BatchId id, Tally tally, boolean repeated) implements Counted {}

        record Reached(BatchId id, Agreement agreement) implements Counted {}
    }

    private Counted count(
            JdbcClient db,
            ArchiveHash hash,
            Hotkey voter,
            Set<Hotkey> validators,
            @Nullable Checked checked) {
        var live = Ballots.find(db, hash);
        if (live.isPresent() && live.get().agreed()) {
            return new Counted.Underway(live.get().id());
        }
        if (live.isEmpty() && checked == null) {
            return new Counted.Refused(new VoteResult.Unknown());
        }
        if (live.isEmpty() && Ballots.pending(db) >= settings.maxPending()) {
            return new Counted.Refused(new VoteResult.TooManyPending());
        }
        var id =
                live.isPresent() || checked == null
                        ? live.orElseThrow().id()
                        : Ballots.open(
                                db,
                                hash,
                                checked.tasks(),
                                checked.concurrentTasks(),
                                clock.instant());
        boolean repeated = !insert(db, id, voter);
        var tally = tally(db, id, validators);
        if (!tally.isReached()) {
            return new Counted.Pending(id, tally, repeated);
        }
        // One runs, or is about to; the others wait.
        if (Ballots.agreed(db) > settings.maxQueuedBatches()) {
            return new Counted.Refused(new VoteResult.Busy(tally));
        }
        return new Counted.Reached(id, Ballots.accept(db, id, tally));
    }

    private static boolean insert(JdbcClient db, BatchId batch, Hotkey voter) {
        return db.sql("insert into votes (batch_id, hotkey) values (?, ?) on conflict do nothing")
                        .params(batch.toString(), voter.address())
                        .update()
                == 1;
    }

    private Tally tally(JdbcClient db, BatchId batch, Set<Hotkey> validators) {
        return tally(
                db.sql("select hotkey from votes where batch_id = ?")
                        .param(batch.toString())
                        .query((row, number) -> new Hotkey(row.getString("hotkey")))
                        .list(),
                validators);
    }

    private Tally tally(List<Hotkey> voters, Set<Hotkey> validators) {
        int votes = (int) voters.stream().filter(validators::contains).count();
        return new Tally(votes, settings.required(validators.size()), validators.size());
    }

    /**
     * The votes of every batch that collects them.
     *
     * @param validators the whitelist now; votes of hotkeys outside it do not count
     */
    public Map<BatchId, Tally> tallies(Set<Hotkey> validators) {
        return store.read(Ballots::votes).entrySet().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                Map.Entry::getKey,
                                votes ->
                                        tally(
                                                votes.getValue().stream().map(Hotkey::new).toList(),
                                                validators)));
    }

    /** Lets go of the votes whose time is over. */
    @Scheduled(fixedDelayString = "PT1S")
    public void reap() {
        var oldest = clock.instant().minus(settings.ttl());
        for (var batch : batches.live()) {
            if (batch.state().isPending()
                    && !batch.createdAt().isAfter(oldest)
                    && batch.expire(expiry())) {
                log.atInfo().addKeyValue("batch", batch.id()).log("Votes expired");
            }
        }
    }

    private String expiry() {
        return "No consensus: %d s passed since the first vote."
                .formatted(settings.ttl().toSeconds());
    }
}
