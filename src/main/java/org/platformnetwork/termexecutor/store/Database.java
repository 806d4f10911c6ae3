package org.platformnetwork.termexecutor.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The connections to SQLite in the data directory, or to PostgreSQL. None is needed to start, so
 * that the service can say what is wrong with its database.
 */
@Component
final class Database implements DisposableBean {

    private static final long PATIENCE_MILLIS = 2000;
    private static final int READERS = 4;
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
    private final HikariDataSource writer;
    private final HikariDataSource readers;
    private final HikariDataSource scheduler;

    Database(StoreSettings settings, DataDirectory directory) {
        var postgres = PostgresUrl.parse(settings.databaseUrl());
        this.file = postgres == null ? directory.path().resolve("term-executor.db") : null;
        this.url =
                Objects.requireNonNullElse(
                        postgres, new PostgresUrl("jdbc:sqlite:" + file + SQLITE, null, null));
        // A transaction of SQLite that reads first could not become one that writes.
        this.writer = pool("writer", 1, Map.of("transaction_mode", "IMMEDIATE"));
        this.readers = pool("readers", READERS, Map.of());
        this.scheduler = pool("scheduler", SCHEDULERS, Map.of());
    }

    private HikariDataSource pool(String name, int size, Map<String, String> sqliteProperties) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        if (file != null) {
            sqliteProperties.forEach(config::addDataSourceProperty);
            config.setExceptionOverride(new SqliteEviction());
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
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

    /** Of a library that reads and writes by itself, in single statements. */
    DataSource scheduler() {
        return scheduler;
    }

    /**
     * Brings the schema to this version's, over connections that are closed afterwards: Flyway
     * leaves one of them open when SQLite is locked.
     */
    void migrate() {
        try (var own = pool("migration", 2, Map.of())) {
            Flyway.configure()
                    .dataSource(own)
                    .placeholders(
                            file == null
                                    ? Map.of("binary", "bytea", "time", "timestamptz")
                                    : Map.of("binary", "blob", "time", "integer"))
                    .load()
                    .migrate();
        }
        fileKey = key();
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
    boolean isGone() {
        return fileKey != null && key() == null;
    }

    /** Whether another file stands in the place of the embedded database's. */
    boolean isReplaced() {
        return fileKey != null && !fileKey.equals(key());
    }

    /** Lets go of files that are no longer the database's. */
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

    @Override
    public void destroy() {
        scheduler.close();
        readers.close();
        writer.close();
    }
}
