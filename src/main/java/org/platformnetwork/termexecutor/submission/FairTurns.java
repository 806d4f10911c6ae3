package org.platformnetwork.termexecutor.submission;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.platformnetwork.termexecutor.hotkey.Hotkey;

/**
 * Bounds how much costly work is done at once, in order of arrival. Of one validator's only one
 * takes part at a time, so that others never wait for all that a single one has sent.
 */
final class FairTurns {

    private final Semaphore all;

    /** Validators are few. */
    private final ConcurrentMap<Hotkey, Semaphore> each = new ConcurrentHashMap<>();

    FairTurns(int atOnce) {
        this.all = new Semaphore(atOnce, true);
    }

    /** Work that can fail. */
    @FunctionalInterface
    interface Work<T> {
        T call() throws IOException;
    }

    /** Does the work when its turn has come. */
    <T> T call(Hotkey validator, Work<T> work) throws IOException {
        var own = each.computeIfAbsent(validator, key -> new Semaphore(1, true));
        own.acquireUninterruptibly();
        try {
            all.acquireUninterruptibly();
            try {
                return work.call();
            } finally {
                all.release();
            }
        } finally {
            own.release();
        }
    }
}
