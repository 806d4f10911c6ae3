package org.platformnetwork.termexecutor.batch.table;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.CancellationVotes;
import org.platformnetwork.termexecutor.batch.CancellationVotes.Vote;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Votes to cancel in the database. */
final class CancellationTable {

    /** What is cancelled where no task is named; the id of a task is never empty. */
    private static final String WHOLE_BATCH = "";

    private CancellationTable() {}

    /** Keeps those votes that are new or not what they were. */
    static void save(
            JdbcClient db, BatchId batch, CancellationVotes before, CancellationVotes after) {
        for (var vote : after.all()) {
            if (!before.all().contains(vote)) {
                save(db, batch, vote);
            }
        }
    }

    private static void save(JdbcClient db, BatchId batch, Vote vote) {
        var task = vote.task();
        db.sql(
                        """
                        insert into cancellation_votes (batch_id, task_id, hotkey, counted)
                        values (?, ?, ?, ?) on conflict (batch_id, task_id, hotkey)
                        do update set counted = excluded.counted
                        """)
                .params(
                        batch.toString(),
                        task == null ? WHOLE_BATCH : task.value(),
                        vote.hotkey(),
                        vote.counted())
                .update();
    }

    static CancellationVotes load(JdbcClient db, BatchId batch) {
        Set<Vote> votes =
                db.sql(
                                """
                                select task_id, hotkey, counted from cancellation_votes
                                where batch_id = ?
                                """)
                        .param(batch.toString())
                        .query((row, number) ->
                                new Vote(
                                        task(row.getString("task_id")),
                                        row.getString("hotkey"),
                                        row.getBoolean("counted")))
                        .set();
        return new CancellationVotes(votes);
    }

    private static @Nullable TaskId task(String id) {
        return id.equals(WHOLE_BATCH) ? null : new TaskId(id);
    }
}
