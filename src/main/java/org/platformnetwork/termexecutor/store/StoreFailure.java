package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.Errno;
import org.postgresql.util.PSQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Why nothing can be kept now. */
public enum StoreFailure {
    FULL("The disk of the data directory is full."),
    LOCKED("Another process holds the database locked."),
    READ_ONLY("The data directory is read-only."),
    DAMAGED("The database is damaged."),
    UNREACHABLE("The database does not answer.");

    private final String sentence;

    StoreFailure(String sentence) {
        this.sentence = sentence;
    }

    /** One sentence for clients and operators. */
    public String sentence() {
        return sentence;
    }

    /** The name on the wire, for example {@code read_only}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By the primary result codes of SQLite and the SQLSTATEs of PostgreSQL; null for a failure
     * that is not the database's, but of what it was asked.
     */
    static @Nullable StoreFailure of(Throwable failure) {
        boolean sql = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return ofSqlite(SQLiteErrorCode.getErrorCode(sqlite.getErrorCode() & 0xff));
            }
            if (cause instanceof PSQLException postgres) {
                return ofState(Objects.requireNonNullElse(postgres.getSQLState(), "08"));
            }
            sql |= cause instanceof SQLException;
        }
        // The pool has no connection, and does not know why.
        return sql ? UNREACHABLE : null;
    }

    /** Of a file that could not be written. */
    static StoreFailure of(IOException failure) {
        return Errno.ENOSPC.caused(failure) || Errno.EDQUOT.caused(failure) ? FULL : READ_ONLY;
    }

    private static @Nullable StoreFailure ofSqlite(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_FULL -> FULL;
            case SQLITE_BUSY, SQLITE_LOCKED -> LOCKED;
            case SQLITE_READONLY, SQLITE_PERM -> READ_ONLY;
            case SQLITE_CORRUPT, SQLITE_NOTADB -> DAMAGED;
            case SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE ->
                    null;
            default -> UNREACHABLE;
        };
    }

    /**
     * Null for the classes of what was asked: 21 and 22 (data), 23 (constraints), 42 (syntax,
     * names). All else keeps anything from being kept.
     */
    private static @Nullable StoreFailure ofState(String state) {
        return switch (state) {
            case "53100" -> FULL;
            case "25006" -> READ_ONLY;
            case "55P03" -> LOCKED;
            default ->
                    switch (state.substring(0, 2)) {
                        case "21", "22", "23", "42" -> null;
                        case "XX" -> DAMAGED;
                        default -> UNREACHABLE;
                    };
        };
    }
}
