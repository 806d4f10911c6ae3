package org.platformnetwork.termexecutor.pipeline;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The test scripts that run now, of all tasks. One that ran into a limit is repeated while no other
 * runs; it waits for that without keeping others waiting.
 */
public final class RunningScripts {

    private static final int ALL = Integer.MAX_VALUE;

    /** Not fair: who waits for all of it is overtaken by those that take one. */
    private final Semaphore places = new Semaphore(ALL);

    void begin() {
        // Never behind one that waits for all of it; who has that gives it back at once.
        while (!places.tryAcquire()) {
            Thread.onSpinWait();
        }
    }

    void end() {
        places.release();
    }

    /**
     * Waits until none runs.
     *
     * @param longest after which it gives up, since a busy machine may never be quiet
     * @throws PhaseFailedException when the task is cancelled meanwhile
     */
    public void awaitNone(Duration longest) throws PhaseFailedException {
        try {
            if (places.tryAcquire(ALL, longest.toNanos(), TimeUnit.NANOSECONDS)) {
                places.release(ALL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw StepRunner.cancelled();
        }
    }
}
