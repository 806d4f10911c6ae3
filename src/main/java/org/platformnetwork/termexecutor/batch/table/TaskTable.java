package org.platformnetwork.termexecutor.batch.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The tasks of batches in the database. A task's row has the summary of its result; all of it is in
 * a row of its own, written once and read only when outputs are asked for. In rows older than that
 * one (migration V4) the summary is the whole result.
 */
final class TaskTable {

    private final StoredJson json = new StoredJson();

    /** Rows of the tasks that are not what they were, ready to be saved. */
    List<List<?>> changes(BatchId batch, List<TaskState> before, List<TaskState> after) {
        var rows = new ArrayList<List<?>>();
        for (int i = 0; i < after.size(); i++) {
            if (i >= before.size() || !before.get(i).equals(after.get(i))) {
                rows.add(row(batch, i, after.get(i)));
            }
        }
        return rows;
    }

    private List<?> row(BatchId batch, int position, TaskState task) {
        var run = task.run();
        var summary = task.summary();
        return Arrays.asList(
                batch.toString(),
                position,
                task.id().value(),
                task.status().name(),
                run.admitted(),
                run.admissions(),
                run.cancelled(),
                BatchTable.millis(run.readyAt()),
                BatchTable.millis(run.firstStart()),
                BatchTable.millis(run.attemptStart()),
                json.zip(run.attempts()),
                summary == null ? null : json.zip(summary.withoutOutputs()));
    }

    void save(JdbcClient db, List<?> row) {
        db.sql(
                        """
                        insert into tasks (batch_id, position, task_id, status, admitted,
                          admissions, cancelled, ready_at, first_started_at, attempt_started_at,
                          attempts, result)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (batch_id, position) do update set status = excluded.status,
                          admitted = excluded.admitted, admissions = excluded.admissions,
                          cancelled = excluded.cancelled, ready_at = excluded.ready_at,
                          first_started_at = excluded.first_started_at,
                          attempt_started_at = excluded.attempt_started_at,
                          attempts = excluded.attempts, result = excluded.result
                        """)
                .params(row)
                .update();
    }

    /** Rows of whole results, ready to be saved. */
    List<List<?>> results(BatchId batch, List<TaskState> tasks, Map<TaskId, TaskResult> results) {
        var rows = new ArrayList<List<?>>();
        for (int i = 0; i < tasks.size(); i++) {
            var result = results.get(tasks.get(i).id());
            if (result != null) {
                rows.add(List.of(batch.toString(), i, json.zip(result)));
            }
        }
        return rows;
    }

    void saveResult(JdbcClient db, List<?> row) {
        db.sql("insert into results (batch_id, position, result) values (?, ?, ?)")
                .params(row)
                .update();
    }

    List<TaskState> load(JdbcClient db, BatchId batch) {
        return db.sql("select * from tasks where batch_id = ? order by position")
                .param(batch.toString())
                .query((row, number) -> task(row))
                .list();
    }

    /** A whole result as it is kept. */
    Optional<byte[]> result(JdbcClient db, BatchId batch, int position) {
        return db.sql(
                        """
                        select coalesce(r.result, t.result) as result from tasks t
                        left join results r on r.batch_id = t.batch_id and r.position = t.position
                        where t.batch_id = ? and t.position = ?
                          and (r.result is not null or t.result is not null)
                        """)
                .params(batch.toString(), position)
                .query((row, number) -> row.getBytes("result"))
                .optional();
    }

    TaskResult result(byte[] kept) {
        return json.unzip(kept, TaskResult.class);
    }

    private TaskState task(ResultSet row) throws SQLException {
        var summary = row.getBytes("result");
        return new TaskState(
                new TaskId(row.getString("task_id")),
                TaskStatus.valueOf(row.getString("status")),
                new TaskState.Run(
                        row.getBoolean("admitted"),
                        row.getInt("admissions"),
                        row.getBoolean("cancelled"),
                        BatchTable.instant(row, "ready_at"),
                        BatchTable.instant(row, "first_started_at"),
                        BatchTable.instant(row, "attempt_started_at"),
                        List.of(json.unzip(row.getBytes("attempts"), Attempt[].class))),
                summary == null
                        ? null
                        : new TaskState.Summary(json.unzip(summary, TaskResult.class)));
    }
}
