package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchState.Agreement;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What votes do to batches: parts of the transaction that counts a vote. */
public final class Ballots {

    private Ballots() {}

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

    /** A new batch, waiting for votes. */
    public static BatchId open(
            JdbcClient db, ArchiveHash hash, int totalTasks, int concurrentTasks, Instant now) {
        var id = BatchId.random();
        db.sql(
                        """
                        insert into batches
                          (id, archive_hash, status, total_tasks, concurrent_tasks, created_at)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id.toString(),
                        hash.hex(),
                        BatchStatus.PENDING.name(),
                        totalTasks,
                        concurrentTasks,
                        now.toEpochMilli())
                .update();
        return id;
    }

    /** How many batches collect votes. */
    public static int pending(JdbcClient db) {
        return count(db, "queue_position is null");
    }

    /** How many batches have their votes and have not ended. */
    public static int agreed(JdbcClient db) {
        return count(db, "queue_position is not null");
    }

    /** Who voted for each batch that collects votes, as addresses; each has at least one. */
    public static Map<BatchId, List<String>> votes(JdbcClient db) {
        var all = new HashMap<BatchId, List<String>>();
        db.sql(
                        """
                        select v.batch_id, v.hotkey from votes v join batches b on b.id = v.batch_id
                        where b.finished_at is null and b.queue_position is null
                        """)
                .query(row -> {
                    var id = new BatchId(UUID.fromString(row.getString("batch_id")));
                    all.computeIfAbsent(id, key -> new ArrayList<>()).add(row.getString("hotkey"));
                });
        return all;
    }

    private static int count(JdbcClient db, String condition) {
        return db.sql("select count(*) from batches where finished_at is null and " + condition)
                .query(Integer.class)
                .single();
    }

    /** Puts a batch at the end of the queue. */
    public static Agreement accept(JdbcClient db, BatchId id, Tally tally) {
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
        return new Agreement(tally, position);
    }
}
