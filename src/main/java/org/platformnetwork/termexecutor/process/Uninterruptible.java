package org.platformnetwork.termexecutor.process;

import java.time.Duration;

/**
 * Waits that an interrupt cannot cut short, for they end in the killing that an interrupt asks for;
 * the flag is set again afterwards.
 */
final class Uninterruptible {

    private Uninterruptible() {}

    interface Wait {
        boolean within(Duration left) throws InterruptedException;
    }

    /** True when the wait succeeded within the limit. */
    static boolean await(Duration limit, Wait wait) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return wait.within(Duration.ofNanos(deadline - System.nanoTime()));
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

    static void pause(Duration length) {
        await(
                length,
                left -> {
                    Thread.sleep(left.isNegative() ? Duration.ZERO : left);
                    return true;
                });
    }
}
