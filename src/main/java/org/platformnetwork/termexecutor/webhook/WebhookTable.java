package org.platformnetwork.termexecutor.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.store.Store;

/** What was sent of the ends of batches, and when the rest is due. */
final class WebhookTable {

    private final Store store;

    WebhookTable(Store store) {
        this.store = store;
    }

    /**
     * A batch that a target has not been told of.
     *
     * @param attempts that failed
     */
    record Due(BatchId batch, int attempts) {}

    /**
     * Those that are due, the first to end first.
     *
     * @param target the SHA-256 of a URL
     * @param since batches that ended earlier are not told any more
     */
    List<Due> due(String target, Instant since, Instant now, int most) {
        return store.read(db ->
                db.sql(
                                """
                                select b.id, coalesce(w.attempts, 0) as attempts from batches b
                                left join webhooks w on w.batch_id = b.id and w.target = ?
                                where b.started_at is not null and b.finished_at >= ?
                                  and (w.batch_id is null or w.next_at <= ?)
                                order by b.finished_at, b.id limit ?
                                """)
                        .params(target, since.toEpochMilli(), now.toEpochMilli(), most)
                        .query((row, number) ->
                                new Due(
                                        new BatchId(UUID.fromString(row.getString("id"))),
                                        row.getInt("attempts")))
                        .list());
    }

    /**
     * Keeps how an attempt went.
     *
     * @param next when the next one is due; null when none follows
     */
    void keep(BatchId batch, String target, int attempts, @Nullable Instant next) {
        store.write(db ->
                db.sql(
                                """
                                insert into webhooks (batch_id, target, attempts, next_at)
                                select id, ?, ?, ? from batches where id = ?
                                on conflict (batch_id, target) do update
                                set attempts = excluded.attempts, next_at = excluded.next_at
                                """)
                        .params(
                                target,
                                attempts,
                                next == null ? Long.MAX_VALUE : next.toEpochMilli(),
                                batch.toString())
                        .update());
    }
}
