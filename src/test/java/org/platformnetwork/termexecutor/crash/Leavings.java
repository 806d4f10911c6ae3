package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a service leaves that had nothing more to do and was stopped. */
record Leavings(Ledger ledger, Path directory, String databaseUrl, Remains remains) {

    void check() throws IOException {
        isEmpty("uploads", Remains.names(directory.resolve("data/archives/.incoming")));
        isEmpty("directories of batches", remains.batches());
        isEmpty("processes", remains.processes(0));
        isEmpty(
                "executions",
                rows(
                        """
                        select task_name || ' ' || task_instance from scheduled_tasks
                        where task_name <> 'deadline' or task_instance in
                          (select id from batches where finished_at is null)
                        """));
        isEmpty(
                "batches and tasks in between",
                rows(
                        """
                        select id from batches join tasks on batch_id = id
                        where finished_at is not null
                          and (admitted or tasks.status not in ('COMPLETED', 'FAILED'))
                        """));
    }

    private void isEmpty(String what, List<String> names) {
        if (!names.isEmpty()) {
            ledger.complain("%s are left: %s".formatted(what, names));
        }
    }

    private List<String> rows(String query) {
        return database().sql(query).query((row, number) -> row.getString(1)).list();
    }

    private JdbcClient database() {
        return JdbcClient.create(
                new DriverManagerDataSource(
                        databaseUrl.isEmpty()
                                ? "jdbc:sqlite:" + directory.resolve("data/term-executor.db")
                                : "jdbc:" + databaseUrl.replace("test@", "") + "?user=test"));
    }
}
