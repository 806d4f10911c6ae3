package org.platformnetwork.termexecutor.batch.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchEvent.BatchComplete;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.BatchSummary;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.store.Store;

/**
 * The list of batches in the database. What the tasks of an ended batch came to is read from its
 * last event but one: reading 2,000 results of each to count them would make a list that pages ask
 * for every few seconds dear.
 */
public final class BatchSummaries {

    private final Store store;
    private final StoredJson json = new StoredJson();

    public BatchSummaries(Store store) {
        this.store = store;
    }

    /** Newest first; the counts of a batch that has not ended are 0. */
    public List<BatchSummary> all() {
        return store.read(db ->
                db.sql(
                                """
                                select b.*, e.data as summary from batches b
                                left join events e on b.finished_at is not null
                                  and e.batch_id = b.id and e.seq =
                                    (select max(seq) - 1 from events where batch_id = b.id)
                                order by b.created_at desc, b.id
                                """)
                        .query((row, number) -> line(row))
                        .list());
    }

    private BatchSummary line(ResultSet row) throws SQLException {
        var summary = row.getString("summary");
        var end = summary == null ? null : json.read(summary, BatchComplete.class);
        Quorum quorum = BatchTable.agreement(row);
        return new BatchSummary(
                new BatchId(UUID.fromString(row.getString("id"))),
                new ArchiveHash(row.getString("archive_hash")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                BatchTable.progress(row),
                new BatchSummary.Tasks(
                        row.getInt("total_tasks"),
                        end == null ? 0 : end.passed(),
                        end == null ? 0 : end.failed(),
                        end == null ? 0 : scored(end)),
                quorum == null ? null : quorum.tally());
    }

    private static int scored(BatchComplete end) {
        return end.scored() == null ? end.passed() + end.failed() : end.scored();
    }
}
