package org.platformnetwork.termexecutor.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;
import org.sqlite.SQLiteException;

/**
 * The connections to SQLite in the data directory, or to PostgreSQL. None is needed to start, so
 * that the service can say what is wrong with its database.
 */
@Component
final class Database implements DisposableBean {

    private static final long TIMEOUT_MILLIS = 2000;
    private static final long VALIDATION_MILLIS = 1000;

    /** Reads at once, besides that of {@link StoreProbe}. */
    static final int READERS = 4;

    private static final int SCHEDULERS = 2;

    /**
     * A commit returns once it is on the disk. Foreign keys are off by default; the wait for the
     * lock is short, since it holds a thread in native code.
     */
    private static final String SQLITE =
            "?journal_mode=WAL&synchronous=FULL&busy_timeout=1000&foreign_keys=on";

    private final PostgresUrl url;
    private final @Nullable Path file;
    private @Nullable Object fileKey;
    private final @Nullable DatabaseLock lock;
    private final HikariDataSource writer;
    private final HikariDataSource readers;
    private final HikariDataSource scheduler;
    private final JdbcTemplate template;

    Database(StoreSettings settings, DataDirectory directory) {
        var postgres = PostgresUrl.parse(settings.databaseUrl());
        this.file = postgres == null ? directory.path().resolve("term-executor.db") : null;
        this.url =
                Objects.requireNonNullElse(
                        postgres, new PostgresUrl("jdbc:sqlite:" + file + SQLITE, null, null));
        this.lock = postgres == null ? null : new DatabaseLock(url, settings.databaseLockWait());
        if (postgres == null) {
            SqliteLibrary.load(directory.path());
        }
        var writing = config("writer", 1);
        if (postgres == null) {
            // A transaction of SQLite that reads first could not become one that writes.
            writing.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        }
        this.writer = new HikariDataSource(writing);
        this.readers = new HikariDataSource(config("readers", READERS + 1));
        var scheduling = config("scheduler", SCHEDULERS);
        // On PostgreSQL, so that a statement and the look at the lock are one transaction.
        scheduling.setAutoCommit(postgres == null);
        this.scheduler = new HikariDataSource(scheduling);
        this.template = new JdbcTemplate(writer);
    }

    private HikariConfig config(String name, int size) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        if (file == null) {
            PostgresTimeouts.DRIVER.forEach(config::addDataSourceProperty);
            config.setConnectionInitSql(PostgresTimeouts.SERVER);
            config.setIsolateInternalQueries(true);
        } else {
            config.setExceptionOverride(new SqliteEviction());
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(TIMEOUT_MILLIS);
        config.setValidationTimeout(VALIDATION_MILLIS);
        config.setInitializationFailTimeout(-1);
        return config;
    }

    boolean isEmbedded() {
        return file != null;
    }

    DataSource writer() {
        return writer;
    }

    DataSource readers() {
        return readers;
    }

    /**
     * Of a library that reads and writes by itself, in single statements, and commits what does not
     * commit by itself. No connection is given to a service that was replaced.
     */
    DataSource scheduler() {
        return lock == null ? scheduler : new LockedDataSource(scheduler, lock);
    }

    private static final class LockedDataSource extends DelegatingDataSource {

        private final DatabaseLock lock;

        LockedDataSource(DataSource source, DatabaseLock lock) {
            super(source);
            this.lock = lock;
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            try {
                if (lock.isHeld(connection)) {
                    return connection;
                }
                throw new SQLTransientConnectionException("Another service holds the database");
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }

    /**
     * Takes the database for this service and brings the schema to this version's, over connections
     * that are closed afterwards: Flyway leaves one of them open when SQLite is locked.
     */
    void migrate() throws SQLException {
        if (lock != null) {
            lock.take();
        }
        var patient = config("migration", 2);
        if (lock != null) {
            patient.addDataSourceProperty("socketTimeout", PostgresTimeouts.MIGRATION_SECONDS);
            patient.setConnectionInitSql(null);
        }
        try (var own = new HikariDataSource(patient)) {
            Flyway.configure()
                    .dataSource(own)
                    .placeholders(
                            file == null
                                    ? Map.of("binary", "bytea", "time", "timestamptz")
                                    : Map.of("binary", "blob", "time", "integer"))
                    .load()
                    .migrate();
        }
        if (lock != null) {
            lock.shutOutOthers();
        }
        fileKey = key();
    }

    /**
     * Whether no other service has taken the database; none does before the transaction on {@link
     * #writer()} that asks has ended.
     */
    boolean isHeld() {
        return lock == null
                || Boolean.TRUE.equals(
                        template.execute((ConnectionCallback<Boolean>) lock::isHeld));
    }

    /** Whether another service has taken the database, for good. */
    boolean isReplaced() {
        return lock != null && lock.isReplaced();
    }

    /** Goes on holding the database, over another connection if need be. */
    void keepLock() {
        if (lock != null) {
            lock.keep();
        }
    }

    private @Nullable Object key() {
        try {
            return file == null
                    ? null
                    : Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            return null;
        }
    }

    /** Whether the embedded database's file was removed: what is written is lost. */
    boolean isFileGone() {
        return fileKey != null && key() == null;
    }

    /** Whether another file stands in the place of the embedded database's. */
    boolean isFileReplaced() {
        return fileKey != null && !fileKey.equals(key());
    }

    /** Lets go of connections to what is no longer the database, or no longer answers. */
    void reopen() {
        writer.getHikariPoolMXBean().softEvictConnections();
        readers.getHikariPoolMXBean().softEvictConnections();
        scheduler.getHikariPoolMXBean().softEvictConnections();
    }

    /** What SQLite says of its own file; PostgreSQL looks after itself. */
    boolean isSound(JdbcClient client) {
        return file == null
                || client.sql("pragma quick_check(1)").query(String.class).single().equals("ok");
    }

    /** The lock last: until then no other service begins. */
    @Override
    public void destroy() {
        scheduler.close();
        readers.close();
        writer.close();
        if (lock != null) {
            lock.close();
        }
    }

    /**
     * Takes connections of SQLite out of their pool after failures that stay with them: once a
     * {@code BEGIN} has failed, the driver would run what follows without a transaction.
     */
    static final class SqliteEviction implements SQLExceptionOverride {

        /** Busy, read-only, I/O error, corrupt, cannot open, not a database. */
        private static final Set<Integer> LASTING = Set.of(5, 8, 10, 11, 14, 26);

        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException failure) {
            return failure instanceof SQLiteException sqlite
                            && LASTING.contains(sqlite.getErrorCode() & 0xff)
                    ? SQLExceptionOverride.Override.MUST_EVICT
                    : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
    }
}
