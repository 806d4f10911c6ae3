package org.platformnetwork.termexecutor.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database: what {@link #write} returned from is on the disk. One thread does all writing and
 * commits what has queued up in one transaction, since each commit waits for the disk; it is a
 * platform thread, because SQLite waits in native code. No statement runs on a caller's thread: an
 * interrupt of a virtual thread closes the connection that it waits for.
 */
@Component
public final class Store implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Store.class);
    private static final int MOST_WAITING = 1024;
    private static final int MOST_TOGETHER = 256;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    /** For a read to begin, while others read. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private final Database database;
    private final JdbcClient reader;
    private final JdbcClient writer;
    private final TransactionTemplate transactions;
    private final BlockingQueue<PendingWrite<?>> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final Semaphore turns = new Semaphore(Database.READERS, true);
    private final PendingWrite<Boolean> last = new PendingWrite<>(client -> true);
    private final Thread thread;
    private volatile @Nullable StoreFailure problem;
    private volatile boolean migrated;
    private boolean closed;

    Store(Database database) {
        this.database = database;
        this.reader = JdbcClient.create(database.readers());
        this.writer = JdbcClient.create(database.writer());
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(database.writer()));
        migrate();
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::writeAll);
    }

    /**
     * Takes the database and brings its schema to this version's, unless that has been done.
     *
     * @throws StartupException when another service has the database
     * @throws FlywayException when that cannot be done with this database, sound as it is
     */
    void migrate() {
        if (migrated) {
            return;
        }
        try {
            database.migrate();
            migrated = true;
            tell(null);
        } catch (FlywayException e) {
            var found = StoreFailure.of(e);
            if (found == null) {
                throw e;
            }
            tell(found);
        } catch (SQLException e) {
            tell(Objects.requireNonNullElse(StoreFailure.of(e), StoreFailure.UNREACHABLE));
        }
    }

    /** Another database stands in its place. */
    void migrateAgain() {
        migrated = false;
    }

    /** Why something could not be kept, until {@link StoreProbe} finds all well: null. */
    public @Nullable StoreFailure problem() {
        return problem;
    }

    synchronized void tell(@Nullable StoreFailure now) {
        if (now != problem) {
            var state = now == null ? "well" : now.wireName();
            log.atWarn().addKeyValue("state", state).log("The store's state changed");
            if (now == StoreFailure.UNREACHABLE) {
                // The next one need not find out that its connection is dead, too.
                database.reopen();
            }
        }
        problem = now;
    }

    /**
     * Does something to the database as one transaction: it is on the disk when this returns, and
     * nothing of it is when this throws. Also works on an interrupted thread.
     *
     * @param change must not write by itself, nor wait for anything
     * @throws StoreUnavailableException when it could not be kept
     */
    public <T extends @Nullable Object> T write(Function<JdbcClient, T> change) {
        requireUsable();
        return tryWrite(change);
    }

    /** Nothing is kept in a file that is no database any more, nor without the tables. */
    private void requireUsable() {
        var known = problem;
        if (known == StoreFailure.DAMAGED || !migrated) {
            throw new StoreUnavailableException(
                    known == null ? StoreFailure.UNREACHABLE : known, null);
        }
    }

    /** As {@link #write}, also while the database is known to be damaged. */
    <T extends @Nullable Object> T tryWrite(Function<JdbcClient, T> change) {
        var pendingWrite = new PendingWrite<>(change);
        room.acquireUninterruptibly();
        try {
            add(pendingWrite);
            return join(pendingWrite.result());
        } finally {
            room.release();
        }
    }

    /** Also on an interrupted thread. */
    private static <T extends @Nullable Object> T join(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void add(PendingWrite<?> pendingWrite) {
        synchronized (waiting) {
            if (closed) {
                throw new StoreUnavailableException(StoreFailure.UNREACHABLE, null);
            }
            waiting.add(pendingWrite);
        }
    }

    /**
     * Asks the database, on a thread that is never interrupted. Many readers wait for each other
     * here and not for a connection, whose lack says that the database is away.
     *
     * @throws StoreUnavailableException when it does not answer, or others ask too much of it
     */
    public <T extends @Nullable Object> T read(Function<JdbcClient, T> question) {
        return tryRead(db -> {
            if (!isMyTurn()) {
                throw new StoreUnavailableException(
                        Objects.requireNonNullElse(problem, StoreFailure.UNREACHABLE), null);
            }
            try {
                return question.apply(db);
            } finally {
                turns.release();
            }
        });
    }

    private boolean isMyTurn() {
        try {
            return turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return false;
        }
    }

    /** As {@link #read}, before those that wait for their turn. */
    <T extends @Nullable Object> T tryRead(Function<JdbcClient, T> question) {
        if (!migrated) {
            requireUsable();
        }
        try {
            return join(
                    CompletableFuture.supplyAsync(
                            () -> question.apply(reader), Thread::startVirtualThread));
        } catch (DataAccessException e) {
            throw failure(e);
        }
    }

    /** Whether that is SQLite in the data directory, and not PostgreSQL. */
    public boolean isEmbedded() {
        return database.isEmbedded();
    }

    /**
     * For db-scheduler, which has statements of its own. Its threads are no virtual ones, so that
     * an interrupt leaves their connections alone; it must commit where that is not automatic.
     */
    public DataSource schedulerSource() {
        return database.scheduler();
    }

    private void writeAll() {
        var together = new ArrayList<PendingWrite<?>>();
        while (!together.contains(last)) {
            together.clear();
            try {
                together.add(waiting.take());
            } catch (InterruptedException _) {
                continue;
            }
            waiting.drainTo(together, MOST_TOGETHER - 1);
            write(together);
        }
    }

    private void write(List<PendingWrite<?>> together) {
        try {
            transactions.executeWithoutResult(transaction -> {
                if (!database.isHeld()) {
                    throw new StoreUnavailableException(StoreFailure.LOCKED, null);
                }
                together.forEach(pendingWrite -> pendingWrite.run(transaction, writer));
            });
            together.forEach(PendingWrite::end);
        } catch (DataAccessException | TransactionException e) {
            if (together.size() > 1 && StoreFailure.of(e) == null) {
                // What one of them was refused for has undone the others too.
                together.forEach(pendingWrite -> write(List.of(pendingWrite)));
            } else {
                var failure = failure(e);
                together.forEach(
                        pendingWrite -> pendingWrite.result().completeExceptionally(failure));
            }
        } catch (StoreUnavailableException e) {
            tell(e.problem());
            together.forEach(pendingWrite -> pendingWrite.result().completeExceptionally(e));
        } catch (RuntimeException | Error e) {
            together.forEach(pendingWrite -> pendingWrite.result().completeExceptionally(e));
        }
    }

    private RuntimeException failure(RuntimeException cause) {
        var found = StoreFailure.of(cause);
        if (found == null) {
            return cause;
        }
        tell(found);
        return new StoreUnavailableException(found, cause);
    }

    /** What was to be written before this is written; what comes after it is refused. */
    @Override
    public void destroy() throws InterruptedException {
        synchronized (waiting) {
            closed = true;
            waiting.add(last);
        }
        thread.join(STOP_TIMEOUT);
    }

    /**
     * Another service has the database: this one must end.
     *
     * @param reason one sentence for the operator
     */
    public record StoreLost(String reason) {}
}
