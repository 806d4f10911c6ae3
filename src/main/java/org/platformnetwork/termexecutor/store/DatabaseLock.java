package org.platformnetwork.termexecutor.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one service the only one on a PostgreSQL database, or on a schema of it. An advisory lock,
 * which lives as long as a session of its own, keeps others out. Since a session can end unnoticed,
 * each service that comes in raises the holder's epoch, and every transaction that writes checks
 * it: a service that lost the lock and was replaced writes nothing.
 */
final class DatabaseLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DatabaseLock.class);

    /** Which of the database's advisory locks: a number of our own, and that of the schema. */
    private static final String KEY =
            "(1952805473, (select oid::int from pg_namespace where nspname = current_schema()))";

    /**
     * How long one statement waits, which is less than the driver does. A killed service's session
     * ends in less.
     */
    private static final Duration TURN = Duration.ofSeconds(2);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int ALIVE_SECONDS = 1;

    private final PostgresUrl url;
    private final Duration wait;
    private @Nullable Connection session;
    private volatile long epoch;
    private volatile boolean isReplaced;
    private volatile boolean isClosed;

    /**
     * @param wait for another service's end
     */
    DatabaseLock(PostgresUrl url, Duration wait) {
        this.url = url;
        this.wait = wait;
    }

    /**
     * Takes the lock.
     *
     * @throws StartupException when another service has it all the time, or when this one is
     *     stopped meanwhile
     */
    void take() throws SQLException {
        // The context closes nothing before it has started.
        var stop = new Thread(() -> isClosed = true);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            takeInTime();
        } finally {
            forget(stop);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It has begun.
        }
    }

    private void takeInTime() throws SQLException {
        long furtherTurns = wait.dividedBy(TURN);
        for (long turn = 0; !isTaken(); turn++) {
            if (isClosed) {
                throw new StartupException("Stopped before the database was free.");
            }
            if (turn == furtherTurns) {
                throw new StartupException(
                        "DATABASE_URL is in use by another term-executor; stop that one, or give"
                                + " each its own database.");
            }
            if (turn == 0) {
                log.info("Another term-executor uses the database; waiting for its end");
            }
        }
    }

    private synchronized boolean isTaken() throws SQLException {
        try (var statement = open().createStatement()) {
            statement.execute("set lock_timeout = %d".formatted(TURN.toMillis()));
            statement.execute("select pg_advisory_lock" + KEY);
            statement.execute("reset lock_timeout");
            return true;
        } catch (SQLException e) {
            drop();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private Connection open() throws SQLException {
        drop();
        var properties = new Properties();
        properties.putAll(PostgresTimeouts.DRIVER);
        if (url.user() != null) {
            properties.setProperty("user", url.user());
        }
        if (url.password() != null) {
            properties.setProperty("password", url.password());
        }
        var fresh = DriverManager.getConnection(url.jdbc(), properties);
        session = fresh;
        try (var statement = fresh.createStatement()) {
            statement.execute(PostgresTimeouts.SERVER);
        }
        return fresh;
    }

    /** Shuts out whoever had the lock before, once what they are writing has ended. */
    synchronized void shutOutOthers() throws SQLException {
        var held = session;
        if (held == null) {
            throw new SQLException("The lock's session has ended");
        }
        try (var statement = held.createStatement()) {
            epoch = number(statement, "update holder set epoch = epoch + 1 returning epoch");
        }
    }

    /** Takes the lock again if its session has ended; until then the epoch alone guards. */
    synchronized void keep() {
        if (isClosed) {
            return;
        }
        try {
            var held = session;
            if (held != null && held.isValid(ALIVE_SECONDS)) {
                return;
            }
            try (var statement = open().createStatement()) {
                if (number(statement, "select pg_try_advisory_lock" + KEY + "::int") == 0) {
                    drop();
                }
            }
        } catch (SQLException _) {
            // Whoever needs the database finds out what is wrong with it.
            drop();
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Whether no other service has come in; none does until the connection's transaction ends. */
    boolean isHeld(Connection transaction) throws SQLException {
        try (var statement = transaction.createStatement();
                var rows =
                        statement.executeQuery(
                                "select 1 from holder where epoch = %d for share"
                                        .formatted(epoch))) {
            isReplaced |= !rows.next();
            return !isReplaced;
        }
    }

    /** Whether another service has come in; this one never writes again. */
    boolean isReplaced() {
        return isReplaced;
    }

    private void drop() {
        var ended = session;
        session = null;
        if (ended != null) {
            try {
                ended.close();
            } catch (SQLException _) {
                // Then the server ends it by itself.
            }
        }
    }

    /** Lets others in. */
    @Override
    public void close() {
        isClosed = true;
        synchronized (this) {
            drop();
        }
    }
}
