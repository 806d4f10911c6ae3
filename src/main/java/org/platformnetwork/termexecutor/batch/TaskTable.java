package org.platformnetwork.termexecutor.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tasks of batches in the database. */
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
                task.result() == null ? null : json.zip(task.result()));
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

    List<TaskState> load(JdbcClient db, BatchId batch) {
        return db.sql("select * from tasks where batch_id = ? order by position")
                .param(batch.toString())
                .query((row, number) -> task(row))
                .list();
    }

    private TaskState task(ResultSet row) throws SQLException {
        var result = row.getBytes("result");
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
                result == null ? null : json.unzip(result, TaskResult.class));
    }
}
