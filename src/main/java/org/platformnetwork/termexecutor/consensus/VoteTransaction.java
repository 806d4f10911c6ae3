package org.platformnetwork.termexecutor.consensus;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.VoteTable;
import org.platformnetwork.termexecutor.consensus.ConsensusManager.Checked;
import org.platformnetwork.termexecutor.consensus.ConsensusManager.Withdrawal;
import org.platformnetwork.termexecutor.consensus.PendingPlaces.Room;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a vote, or its withdrawal, does to the database in one transaction. */
final class VoteTransaction {

    private static final String EVICTED =
            "Evicted: no other validator voted for this archive, and another needed its place.";
    private static final String WITHDRAWN = "Every vote for this archive was withdrawn.";

    private final ConsensusSettings settings;
    private final InstantSource clock;

    VoteTransaction(ConsensusSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What became of a vote.
     *
     * @param evicted the batches that have ended for it
     */
    record Counted(Outcome outcome, List<BatchId> evicted) {
        private static Counted of(Outcome outcome) {
            return new Counted(outcome, List.of());
        }

        private static Counted refused(VoteResult result) {
            return of(new Outcome.Refused(result));
        }
    }

    /** See {@link VoteResult}. */
    sealed interface Outcome {
        record Refused(VoteResult result) implements Outcome {}

        record Underway(BatchId id) implements Outcome {}

        record Pending(BatchId id, Tally tally, boolean repeated) implements Outcome {}

        record Reached(BatchId id, Quorum agreement) implements Outcome {}
    }

    Counted vote(
            JdbcClient db,
            ArchiveHash hash,
            Hotkey voter,
            Set<Hotkey> validators,
            @Nullable Checked checked) {
        var live = VoteTable.find(db, hash);
        if (live.isPresent()) {
            var known = live.get();
            return Counted.of(
                    known.agreed()
                            ? new Outcome.Underway(known.id())
                            : add(db, known.id(), voter, validators));
        }
        if (checked == null) {
            return Counted.refused(new VoteResult.Unknown());
        }
        return switch (room(db, voter, validators, checked.bytes())) {
            case Room.Refused(var result) -> Counted.refused(result);
            case Room.Granted(var evicted) -> {
                var now = clock.instant();
                evicted.forEach(id -> VoteTable.end(db, id, EVICTED, now));
                var id =
                        VoteTable.open(
                                db,
                                hash,
                                checked.bytes(),
                                checked.tasks(),
                                checked.concurrentTasks(),
                                now);
                yield new Counted(add(db, id, voter, validators), evicted);
            }
        };
    }

    /** One that starts at once needs no place among those that wait for votes. */
    Room room(JdbcClient db, Hotkey voter, Set<Hotkey> validators, long bytes) {
        return tally(List.of(voter), validators).isReached() && hasRoomInQueue(db)
                ? new Room.Granted(List.of())
                : new PendingPlaces(settings, VoteTable.collecting(db), validators)
                        .roomFor(voter, bytes);
    }

    private Outcome add(JdbcClient db, BatchId id, Hotkey voter, Set<Hotkey> validators) {
        boolean repeated = !insert(db, id, voter);
        var tally = tally(voters(db, id), validators);
        if (!tally.isReached()) {
            return new Outcome.Pending(id, tally, repeated);
        }
        return hasRoomInQueue(db)
                ? new Outcome.Reached(id, VoteTable.accept(db, id, tally))
                : new Outcome.Refused(new VoteResult.Busy(tally));
    }

    /** One runs, or is about to; the others wait. */
    private boolean hasRoomInQueue(JdbcClient db) {
        return VoteTable.agreed(db) <= settings.maxQueuedBatches();
    }

    private static boolean insert(JdbcClient db, BatchId batch, Hotkey voter) {
        return db.sql("insert into votes (batch_id, hotkey) values (?, ?) on conflict do nothing")
                        .params(batch.toString(), voter.address())
                        .update()
                == 1;
    }

    private static List<Hotkey> voters(JdbcClient db, BatchId batch) {
        return db.sql("select hotkey from votes where batch_id = ?")
                .param(batch.toString())
                .query((row, number) -> new Hotkey(row.getString("hotkey")))
                .list();
    }

    Tally tally(List<Hotkey> voters, Set<Hotkey> validators) {
        int votes = (int) voters.stream().filter(validators::contains).count();
        return new Tally(votes, settings.required(validators.size()), validators.size());
    }

    Withdrawal withdraw(JdbcClient db, BatchId id, Hotkey voter, Set<Hotkey> validators) {
        if (!VoteTable.collectingIds(db).contains(id)) {
            return new Withdrawal.Closed();
        }
        int deleted =
                db.sql("delete from votes where batch_id = ? and hotkey = ?")
                        .params(id.toString(), voter.address())
                        .update();
        if (deleted == 0) {
            return new Withdrawal.NotAVoter();
        }
        var left = voters(db, id);
        if (!left.isEmpty()) {
            return new Withdrawal.Withdrawn(tally(left, validators));
        }
        VoteTable.end(db, id, WITHDRAWN, clock.instant());
        return new Withdrawal.Ended();
    }
}
