package org.platformnetwork.termexecutor.execution;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.springframework.stereotype.Component;

/**
 * Repeats a change of a batch until the database keeps it or the service stops: a verdict that took
 * half an hour is not thrown away because the disk is full.
 */
@Component
final class StoreRetry {

    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Sleeper sleeper;
    private volatile boolean stopping;

    StoreRetry(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** The service stops: what the database does not keep now is left to its next start. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Returns once the change is kept; an interrupt does not end the waiting and stays set.
     *
     * @throws StoreUnavailableException when the service stops before
     */
    <T extends @Nullable Object> T persist(Supplier<T> change) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return change.get();
                } catch (StoreUnavailableException e) {
                    if (stopping) {
                        throw e;
                    }
                }
                try {
                    sleeper.sleep(WAIT);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void persist(Runnable change) {
        persist(() -> {
            change.run();
            return true;
        });
    }
}
