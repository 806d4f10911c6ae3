package org.platformnetwork.termexecutor.submission;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.platformnetwork.termexecutor.hotkey.Hotkey;

/**
 * Bounds how many archives of one validator arrive, or wait to be checked, at once: each can be as
 * large as an archive may be, and together they would fill the disk.
 */
final class UploadSlots {

    static final int EACH = 8;

    /** Validators are few. */
    private final ConcurrentMap<Hotkey, Semaphore> each = new ConcurrentHashMap<>();

    /** Whether one more upload may begin; {@link #leave} ends it. */
    boolean enter(Hotkey validator) {
        return each.computeIfAbsent(validator, key -> new Semaphore(EACH)).tryAcquire();
    }

    void leave(Hotkey validator) {
        Objects.requireNonNull(each.get(validator)).release();
    }
}
