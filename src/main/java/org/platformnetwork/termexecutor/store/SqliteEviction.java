package org.platformnetwork.termexecutor.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteException;

/**
 * Takes connections of SQLite out of their pool after failures that stay with them: once a {@code
 * BEGIN} has failed, the driver would run what follows without a transaction.
 */
final class SqliteEviction implements SQLExceptionOverride {

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
