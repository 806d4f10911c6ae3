package org.platformnetwork.termexecutor.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;

/** One caller's part of a transaction. */
final class PendingWrite<T extends @Nullable Object> {

    private final Function<JdbcClient, T> change;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Runnable end = () -> {};

    PendingWrite(Function<JdbcClient, T> change) {
        this.change = change;
    }

    CompletableFuture<T> result() {
        return result;
    }

    /** When the change itself throws, it alone is undone; what the database throws ends all. */
    void run(TransactionStatus transaction, JdbcClient client) {
        var before = transaction.createSavepoint();
        try {
            var value = change.apply(client);
            end = () -> result.complete(value);
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            transaction.rollbackToSavepoint(before);
            end = () -> result.completeExceptionally(e);
        }
        transaction.releaseSavepoint(before);
    }

    /** Tells the caller, once the transaction is on the disk. */
    void end() {
        end.run();
    }
}
