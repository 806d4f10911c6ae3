/**
 * What outlives the service: the database and the files of {@code DATA_DIR}.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>{@code Store}: no write within a write, nothing slow in one. Tests of what it keeps run on
 *       SQLite and PostgreSQL ({@code PostgresServer}). A released migration is never changed. On
 *       PostgreSQL every transaction that writes checks the holder's epoch ({@code DatabaseLock}),
 *       and the server gives up a transaction before the driver does ({@code PostgresTimeouts}).
 *       SQLite in a connection pool: see {@code SqliteEviction}; what shows no failure by itself is
 *       found by {@code StoreProbe}.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"file"})
package org.platformnetwork.termexecutor.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
