package org.platformnetwork.termexecutor.consensus;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.Tally;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts votes by archive hash. Each vote is one atomic step on its archive's entry, from looking
 * for a batch that runs already to handing over a new one, so of any number of simultaneous votes
 * exactly one starts the batch. Votes leave only with their entry: started, or expired.
 */
@Component
public final class ConsensusManager {

    private static final Logger log = LoggerFactory.getLogger(ConsensusManager.class);

    private final ConcurrentMap<ArchiveHash, Entry> entries = new ConcurrentHashMap<>();
    private final Semaphore room;
    private final ConsensusSettings settings;
    private final Batches batches;
    private final BatchStarter starter;
    private final InstantSource clock;

    ConsensusManager(
            ConsensusSettings settings,
            Batches batches,
            BatchStarter starter,
            InstantSource clock) {
        this.settings = settings;
        this.batches = batches;
        this.starter = starter;
        this.clock = clock;
        this.room = new Semaphore(settings.maxPending());
    }

    private record Entry(Batch batch, Instant firstVote, Set<Hotkey> voters) {
        Entry with(Hotkey voter) {
            var all = new HashSet<>(voters);
            all.add(voter);
            return new Entry(batch, firstVote, Set.copyOf(all));
        }
    }

    /** Whether a vote for this archive needs no batch to be opened. */
    public boolean isKnown(ArchiveHash hash) {
        return entries.containsKey(hash) || batches.live(hash).isPresent();
    }

    /** How many archives are collecting votes. */
    public int size() {
        return entries.size();
    }

    /**
     * Counts a vote.
     *
     * @param validators the whitelist now; votes of hotkeys outside it do not count
     * @param opener makes the batch when this is the archive's first vote; null when the caller has
     *     not checked the archive
     */
    public VoteResult vote(
            ArchiveHash hash,
            Hotkey voter,
            Set<Hotkey> validators,
            @Nullable Supplier<Batch> opener) {
        reap();
        var step = new Step(hash, voter, validators, opener);
        entries.compute(hash, (key, entry) -> step.apply(entry));
        return step.result;
    }

    /** Lets go of the entries whose time is over. */
    @Scheduled(fixedDelayString = "PT1S")
    public void reap() {
        var oldest = clock.instant().minus(settings.ttl());
        var expired = new ArrayList<Batch>();
        for (var hash : entries.keySet()) {
            entries.computeIfPresent(
                    hash,
                    (key, entry) -> {
                        if (entry.firstVote().isAfter(oldest)) {
                            return entry;
                        }
                        entry.batch().finish(expiry());
                        expired.add(entry.batch());
                        room.release();
                        return null;
                    });
        }
        for (var batch : expired) {
            log.atInfo().addKeyValue("batch", batch.id()).log("Votes expired");
            starter.discard(batch);
        }
    }

    private String expiry() {
        return "No consensus: %d s passed since the first vote."
                .formatted(settings.ttl().toSeconds());
    }

    /** One vote, run inside the map's own lock on the archive's entry. */
    private final class Step {

        private final ArchiveHash hash;
        private final Hotkey voter;
        private final Set<Hotkey> validators;
        private final @Nullable Supplier<Batch> opener;
        private VoteResult result = new VoteResult.Unknown();

        Step(
                ArchiveHash hash,
                Hotkey voter,
                Set<Hotkey> validators,
                @Nullable Supplier<Batch> opener) {
            this.hash = hash;
            this.voter = voter;
            this.validators = validators;
            this.opener = opener;
        }

        @Nullable Entry apply(@Nullable Entry known) {
            var entry = known == null ? open() : known;
            if (entry == null) {
                return null;
            }
            boolean repeated = entry.voters().contains(voter);
            var counted = entry.with(voter);
            var tally = tally(counted);
            if (!tally.isReached()) {
                result = new VoteResult.Pending(entry.batch(), tally, repeated);
                return counted;
            }
            entry.batch().accept(tally);
            if (!starter.enqueue(entry.batch())) {
                result = new VoteResult.Busy(tally);
                return counted;
            }
            room.release();
            result = new VoteResult.Reached(entry.batch(), tally);
            return null;
        }

        private @Nullable Entry open() {
            var live = batches.live(hash);
            if (live.isPresent()) {
                result = new VoteResult.Underway(live.get());
                return null;
            }
            if (opener == null) {
                return null;
            }
            if (!room.tryAcquire()) {
                result = new VoteResult.TooManyPending();
                return null;
            }
            try {
                return new Entry(opener.get(), clock.instant(), Set.of());
            } catch (RuntimeException e) {
                room.release();
                throw e;
            }
        }

        private Tally tally(Entry entry) {
            int votes = (int) entry.voters().stream().filter(validators::contains).count();
            int total = validators.size();
            return new Tally(votes, settings.required(total), total);
        }
    }
}
