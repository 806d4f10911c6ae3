package org.platformnetwork.termexecutor.execution;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.concurrent.Pause;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;

/**
 * Repeats a change of a batch until the database keeps it: a verdict that took half an hour is not
 * thrown away because the disk is full.
 */
final class PatientWrites {

    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Pause pause;
    private final BooleanSupplier stopping;

    /**
     * @param stopping whether to give up
     */
    PatientWrites(Pause pause, BooleanSupplier stopping) {
        this.pause = pause;
        this.stopping = stopping;
    }

    /**
     * Returns once the change is kept; an interrupt does not end the waiting and stays set.
     *
     * @throws StoreUnavailableException when the service stops before
     */
    <T extends @Nullable Object> T keep(Supplier<T> change) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return change.get();
                } catch (StoreUnavailableException e) {
                    if (stopping.getAsBoolean()) {
                        throw e;
                    }
                }
                try {
                    pause.sleep(WAIT);
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

    void keep(Runnable change) {
        keep(() -> {
            change.run();
            return true;
        });
    }
}
