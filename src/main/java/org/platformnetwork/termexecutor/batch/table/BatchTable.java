package org.platformnetwork.termexecutor.batch.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.CancellationVotes;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Batches and their event logs in the database. */
@Component
public final class BatchTable {

    private final Store store;
    private final TaskTable tasks = new TaskTable();
    private final StoredJson json = new StoredJson();

    public BatchTable(Store store) {
        this.store = store;
    }

    /** A whole batch as it was kept, its tasks' outputs apart. */
    public record Stored(
            BatchId id,
            ArchiveHash archiveHash,
            Instant createdAt,
            int verdictFormat,
            BatchState state,
            List<BatchEvent> events) {}

    /**
     * Keeps a change, and what it leaves alone of the votes. What it writes is what has changed,
     * however many tasks the batch has.
     *
     * @param results of the tasks that end with it
     * @param onlyPending whether the batch must still be collecting votes
     * @return false when the batch has ended, or is not pending, and nothing was kept
     */
    public boolean save(
            BatchId id,
            BatchState before,
            BatchState after,
            Map<TaskId, TaskResult> results,
            List<BatchEvent> added,
            boolean onlyPending) {
        var taskRows = tasks.changes(id, before.tasks(), after.tasks());
        var resultRows = tasks.results(id, after.tasks(), results);
        var eventRows = eventRows(id, added, json);
        var inputs = before.inputs() == null ? after.inputs() : null;
        var inputsText = inputs == null ? null : json.write(inputs);
        var row = row(id, after);
        boolean isSame = row.equals(row(id, before));
        var condition =
                " where id = ? and finished_at is null"
                        + (onlyPending ? " and queue_position is null" : "");
        return store.write(db -> {
            if (!(isSame ? isThere(db, condition, id) : update(db, condition, row))) {
                return false;
            }
            if (inputsText != null) {
                db.sql("insert into batch_inputs (batch_id, inputs) values (?, ?)")
                        .params(id.toString(), inputsText)
                        .update();
            }
            taskRows.forEach(task -> tasks.save(db, task));
            resultRows.forEach(result -> tasks.saveResult(db, result));
            CancellationTable.save(db, id, before.cancellation(), after.cancellation());
            eventRows.forEach(event -> insertEvent(db, event));
            return true;
        });
    }

    private static boolean isThere(JdbcClient db, String condition, BatchId id) {
        return db.sql("select 1 from batches" + condition)
                .param(id.toString())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private static boolean update(JdbcClient db, String condition, List<?> row) {
        var update =
                """
                update batches set status = ?, error = ?, total_tasks = ?, started_at = ?,
                  finished_at = ?
                """;
        return db.sql(update + condition).params(row).update() == 1;
    }

    private static List<?> row(BatchId id, BatchState state) {
        return Arrays.asList(
                state.status().name(),
                state.error(),
                state.totalTasks(),
                millis(state.startedAt()),
                millis(state.finishedAt()),
                id.toString());
    }

    /** Adds to a batch's events. */
    public static void insertEvents(
            JdbcClient db, BatchId id, List<BatchEvent> events, StoredJson json) {
        eventRows(id, events, json).forEach(row -> insertEvent(db, row));
    }

    private static List<List<Object>> eventRows(
            BatchId id, List<BatchEvent> events, StoredJson json) {
        return events.stream()
                .map(event ->
                        List.<Object>of(
                                id.toString(),
                                event.seq(),
                                event.time().toEpochMilli(),
                                event.payload().event(),
                                json.write(event.payload())))
                .toList();
    }

    private static void insertEvent(JdbcClient db, List<Object> row) {
        db.sql("insert into events (batch_id, seq, at, event, data) values (?, ?, ?, ?, ?)")
                .params(row)
                .update();
    }

    /**
     * The whole result of a task.
     *
     * @param position among the tasks of its batch
     * @return empty when it has none, or the batch is not known any more
     */
    public Optional<TaskResult> result(BatchId id, int position) {
        // Taken apart afterwards, for others wait for the connection.
        return store.read(db -> tasks.result(db, id, position)).map(tasks::result);
    }

    public Optional<Stored> load(BatchId id) {
        return store.read(db -> {
            var all = tasks.load(db, id);
            var cancellation = CancellationTable.load(db, id);
            var events =
                    db.sql("select * from events where batch_id = ? order by seq")
                            .param(id.toString())
                            .query((row, number) -> event(row))
                            .list();
            return db.sql(
                            """
                            select b.*, i.inputs from batches b
                            left join batch_inputs i on i.batch_id = b.id where b.id = ?
                            """)
                    .param(id.toString())
                    .query((row, number) -> batch(row, all, cancellation, events))
                    .optional();
        });
    }

    private BatchEvent event(ResultSet row) throws SQLException {
        return new BatchEvent(
                row.getLong("seq"),
                Instant.ofEpochMilli(row.getLong("at")),
                json.read(row.getString("data"), BatchEvent.type(row.getString("event"))));
    }

    private Stored batch(
            ResultSet row,
            List<TaskState> all,
            CancellationVotes cancellation,
            List<BatchEvent> events)
            throws SQLException {
        var inputs = row.getString("inputs");
        var state =
                new BatchState(
                        progress(row),
                        new BatchState.Workload(
                                row.getInt("total_tasks"), row.getInt("concurrent_tasks")),
                        agreement(row),
                        inputs == null ? null : json.read(inputs, BatchInputs.class),
                        all,
                        cancellation,
                        events.size());
        return new Stored(
                new BatchId(UUID.fromString(row.getString("id"))),
                new ArchiveHash(row.getString("archive_hash")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getInt("verdict_format"),
                state,
                events);
    }

    static BatchState.Progress progress(ResultSet row) throws SQLException {
        return new BatchState.Progress(
                BatchStatus.valueOf(row.getString("status")),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getString("error"));
    }

    static @Nullable Quorum agreement(ResultSet row) throws SQLException {
        long position = row.getLong("queue_position");
        return row.wasNull()
                ? null
                : new Quorum(
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
