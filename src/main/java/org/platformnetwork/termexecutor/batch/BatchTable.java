package org.platformnetwork.termexecutor.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchState.Agreement;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Batches and their event logs in the database. */
@Component
final class BatchTable {

    private final Store store;
    private final TaskTable tasks = new TaskTable();
    private final StoredJson json = new StoredJson();

    BatchTable(Store store) {
        this.store = store;
    }

    /** A whole batch as it was kept. */
    record Stored(
            BatchId id,
            ArchiveHash archiveHash,
            Instant createdAt,
            BatchState state,
            List<BatchEvent> events) {}

    /**
     * Keeps a change, and what it leaves alone of the votes.
     *
     * @param onlyPending whether the batch must still be collecting votes
     * @return false when the batch has ended, or is not pending, and nothing was kept
     */
    boolean save(
            BatchId id,
            BatchState before,
            BatchState after,
            List<BatchEvent> added,
            boolean onlyPending) {
        var taskRows = tasks.changes(id, before.tasks(), after.tasks());
        var eventRows = added.stream().map(event -> eventRow(id, event)).toList();
        var inputs = after.inputs() == null ? null : json.write(after.inputs());
        return store.write(db -> {
            int updated =
                    db.sql(
                                    """
                                    update batches set status = ?, error = ?, total_tasks = ?,
                                      inputs = ?, started_at = ?, finished_at = ?
                                    where id = ? and finished_at is null
                                    """
                                            + (onlyPending ? "and queue_position is null" : ""))
                            .params(
                                    Arrays.asList(
                                            after.status().name(),
                                            after.error(),
                                            after.totalTasks(),
                                            inputs,
                                            millis(after.startedAt()),
                                            millis(after.finishedAt()),
                                            id.toString()))
                            .update();
            if (updated == 0) {
                return false;
            }
            taskRows.forEach(row -> tasks.save(db, row));
            eventRows.forEach(row -> insertEvent(db, row));
            return true;
        });
    }

    private List<Object> eventRow(BatchId id, BatchEvent event) {
        return List.of(
                id.toString(),
                event.seq(),
                event.time().toEpochMilli(),
                event.change().event(),
                json.write(event.change()));
    }

    private static void insertEvent(JdbcClient db, List<Object> row) {
        db.sql("insert into events (batch_id, seq, at, event, data) values (?, ?, ?, ?, ?)")
                .params(row)
                .update();
    }

    Optional<Stored> load(BatchId id) {
        return store.read(db -> {
            var all = tasks.load(db, id);
            var events =
                    db.sql("select * from events where batch_id = ? order by seq")
                            .param(id.toString())
                            .query((row, number) -> event(row))
                            .list();
            return db.sql("select * from batches where id = ?")
                    .param(id.toString())
                    .query((row, number) -> batch(row, all, events))
                    .optional();
        });
    }

    private BatchEvent event(ResultSet row) throws SQLException {
        return new BatchEvent(
                row.getLong("seq"),
                Instant.ofEpochMilli(row.getLong("at")),
                json.read(row.getString("data"), BatchEvent.type(row.getString("event"))));
    }

    private Stored batch(ResultSet row, List<TaskState> all, List<BatchEvent> events)
            throws SQLException {
        var inputs = row.getString("inputs");
        var state =
                new BatchState(
                        BatchStatus.valueOf(row.getString("status")),
                        row.getInt("total_tasks"),
                        row.getInt("concurrent_tasks"),
                        agreement(row),
                        instant(row, "started_at"),
                        instant(row, "finished_at"),
                        inputs == null ? null : json.read(inputs, BatchInputs.class),
                        all,
                        row.getString("error"),
                        events.size());
        return new Stored(
                new BatchId(UUID.fromString(row.getString("id"))),
                new ArchiveHash(row.getString("archive_hash")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                state,
                events);
    }

    static @Nullable Agreement agreement(ResultSet row) throws SQLException {
        long position = row.getLong("queue_position");
        return row.wasNull()
                ? null
                : new Agreement(
                        new Tally(
                                row.getInt("votes"),
                                row.getInt("required"),
                                row.getInt("total_validators")),
                        position);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
