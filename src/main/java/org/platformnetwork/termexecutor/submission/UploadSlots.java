package org.platformnetwork.termexecutor.submission;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.hotkey.Hotkey;

/**
 * Bounds how many archives of one validator arrive, or wait to be checked, at once: each can be as
 * large as an archive may be, and together they would fill the disk. Further ones wait a while, in
 * the order of their arrival, before their body is read.
 */
final class UploadSlots {

    static final int EACH = 8;
    private static final int TIMEOUT_SECS = 5;

    /** Validators are few. */
    private final ConcurrentMap<Hotkey, Semaphore> each = new ConcurrentHashMap<>();

    /** Whether one more upload may begin; {@link #leave} ends it. */
    boolean enter(Hotkey validator) {
        try {
            return each.computeIfAbsent(validator, key -> new Semaphore(EACH, true))
                    .tryAcquire(TIMEOUT_SECS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave(Hotkey validator) {
        Objects.requireNonNull(each.get(validator)).release();
    }
}
