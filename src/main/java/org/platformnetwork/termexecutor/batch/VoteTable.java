package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.table.BatchTable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What votes do to batches: parts of the transaction that counts a vote. */
public final class VoteTable {

    private static final StoredJson JSON = new StoredJson();

    private VoteTable() {}

    /**
     * A batch that has not ended.
     *
     * @param agreed whether it has its votes
     */
    public record Live(BatchId id, boolean agreed) {}

    /** The batch of this archive that has not ended, if there is one. */
    public static Optional<Live> find(JdbcClient db, ArchiveHash hash) {
        return db.sql(
                        """
                        select id, queue_position is not null as agreed from batches
                        where archive_hash = ? and finished_at is null
                        """)
                .param(hash.hex())
                .query((row, number) ->
                        new Live(
                                new BatchId(UUID.fromString(row.getString("id"))),
                                row.getBoolean("agreed")))
                .optional();
    }

    /**
     * A new batch, waiting for votes.
     *
     * @param archiveBytes how large its archive is
     */
    public static BatchId open(
            JdbcClient db,
            ArchiveHash hash,
            long archiveBytes,
            int totalTasks,
            int concurrentTasks,
            Instant now) {
        var id = BatchId.random();
        db.sql(
                        """
                        insert into batches
                          (id, archive_hash, archive_bytes, status, total_tasks,
                           concurrent_tasks, created_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id.toString(),
                        hash.hex(),
                        archiveBytes,
                        BatchStatus.PENDING.name(),
                        totalTasks,
                        concurrentTasks,
                        now.toEpochMilli())
                .update();
        return id;
    }

    /** How many batches have their votes and have not ended. */
    public static int agreed(JdbcClient db) {
        return db.sql(
                        """
                        select count(*) from batches
                        where finished_at is null and queue_position is not null
                        """)
                .query(Integer.class)
                .single();
    }

    /**
     * A batch that collects votes.
     *
     * @param archiveBytes how large its archive is; 0 when that is not known
     * @param voters as addresses
     */
    public record Collecting(BatchId id, long archiveBytes, List<String> voters) {}

    /** The batches that collect votes, oldest first. */
    public static List<Collecting> collecting(JdbcClient db) {
        var all = new LinkedHashMap<BatchId, Collecting>();
        db.sql(
                        """
                        select b.id, b.archive_bytes, v.hotkey from batches b
                        left join votes v on v.batch_id = b.id
                        where b.finished_at is null and b.queue_position is null
                        order by b.created_at, b.id
                        """)
                .query(row -> {
                    var id = new BatchId(UUID.fromString(row.getString("id")));
                    long bytes = row.getLong("archive_bytes");
                    var batch =
                            all.computeIfAbsent(
                                    id, key -> new Collecting(key, bytes, new ArrayList<>()));
                    var voter = row.getString("hotkey");
                    if (voter != null) {
                        batch.voters().add(voter);
                    }
                });
        return List.copyOf(all.values());
    }

    /** As {@link #collecting}, without the votes and in no order. */
    public static Set<BatchId> collectingIds(JdbcClient db) {
        return db.sql("select id from batches where finished_at is null and queue_position is null")
                .query((row, number) -> new BatchId(UUID.fromString(row.getString("id"))))
                .set();
    }

    /**
     * Ends a batch that collects votes; {@link Batch#refresh} shows it afterwards.
     *
     * @param error a sentence
     * @return false when it does not collect votes any more, and nothing has changed
     */
    public static boolean end(JdbcClient db, BatchId id, String error, Instant now) {
        var ended =
                db.sql(
                                """
                                update batches set status = ?, error = ?, finished_at = ?
                                where id = ? and finished_at is null and queue_position is null
                                returning total_tasks
                                """)
                        .params(BatchStatus.FAILED.name(), error, now.toEpochMilli(), id.toString())
                        .query(Integer.class)
                        .optional();
        ended.ifPresent(
                tasks -> BatchTable.insertEvents(db, id, BatchEvent.endOfVotes(tasks, now), JSON));
        return ended.isPresent();
    }

    /** Puts a batch at the end of the queue. */
    public static Quorum accept(JdbcClient db, BatchId id, Tally tally) {
        long position =
                db.sql(
                                """
                                update batches set votes = ?, required = ?, total_validators = ?,
                                  queue_position =
                                    (select coalesce(max(queue_position), 0) + 1 from batches)
                                where id = ? returning queue_position
                                """)
                        .params(
                                tally.votes(),
                                tally.required(),
                                tally.totalValidators(),
                                id.toString())
                        .query(Long.class)
                        .single();
        return new Quorum(tally, position);
    }
}
