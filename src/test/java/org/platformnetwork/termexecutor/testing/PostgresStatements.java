package org.platformnetwork.termexecutor.testing;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a PostgreSQL server is asked to do, as it counts itself (pg_stat_statements). */
public final class PostgresStatements {

    private static final String COUNTED = " from pg_stat_statements where query not like '%pg_%' ";

    private final JdbcClient db;

    private PostgresStatements(PostgresServer server) {
        this.db =
                JdbcClient.create(
                        new DriverManagerDataSource(
                                "jdbc:" + server.url().replace("test@", ""), "test", ""));
    }

    /** Has a server that no one uses yet count; it starts again for that. */
    public static PostgresStatements of(PostgresServer server) {
        var statements = new PostgresStatements(server);
        for (var sql :
                List.of(
                        "alter system set shared_preload_libraries = 'pg_stat_statements'",
                        // Else the log has a whole page for the first change after a checkpoint.
                        "alter system set full_page_writes = off",
                        "create extension pg_stat_statements")) {
            statements.db.sql(sql).update();
        }
        server.stop();
        server.startAgain();
        return statements;
    }

    /** Forgets what was counted. */
    public void reset() {
        db.sql("select pg_stat_statements_reset()").query(String.class).single();
    }

    /** How many statements there were since. */
    public long count(String condition) {
        return db.sql("select coalesce(sum(calls), 0)" + COUNTED + "and " + condition)
                .query(Long.class)
                .single();
    }

    /** The most frequent statements since, with how often they came. */
    public List<String> most(String condition) {
        return db.sql(
                        "select calls || ' ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 90)"
                                + COUNTED
                                + "and "
                                + condition
                                + " order by calls desc limit 15")
                .query((row, number) -> String.valueOf(row.getString(1)))
                .list();
    }

    /** Bytes of the write-ahead log, from the server's beginning. */
    public long bytes() {
        return db.sql("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
                .query(Long.class)
                .single();
    }
}
