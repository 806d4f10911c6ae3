package org.platformnetwork.termexecutor.fleet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The thread of one attempt on a worker. */
final class RunningAttempt {

    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable String ending;

    /** Runs an attempt, and leaves with the coordinator what that has to know. */
    interface Work {
        byte[] run(RunningAttempt self) throws Exception;
    }

    /** Begins. */
    RunningAttempt(String name, Work work) {
        thread =
                Thread.ofVirtual()
                        .name(name)
                        .start(() -> {
                            try {
                                answer.complete(work.run(this));
                            } catch (Throwable e) {
                                answer.completeExceptionally(e);
                            }
                        });
    }

    /**
     * Ends it; the first one says why.
     *
     * @param why a failure of {@link AttemptActivity}
     */
    synchronized void end(String why) {
        if (ending == null) {
            ending = why;
            thread.interrupt();
        }
    }

    /** Why it was ended; null when it was not. */
    @Nullable String ending() {
        return ending;
    }

    /** Waits for a while; null when it still runs. */
    byte @Nullable [] await(long nanos) throws ExecutionException, InterruptedException {
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return null;
        }
    }

    /** Waits until its sandbox is gone, or the time is over. */
    void join(Duration most) throws InterruptedException {
        thread.join(most);
    }
}
