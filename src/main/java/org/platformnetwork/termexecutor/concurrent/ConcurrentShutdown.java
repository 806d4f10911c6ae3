package org.platformnetwork.termexecutor.concurrent;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Stops beside the web server instead of before or after it: all that do so share one timeout, and
 * each may take the whole of it. A stop that Spring ran on its own thread would have no timeout.
 */
public interface ConcurrentShutdown extends SmartLifecycle {

    /** The phase in which the web server waits for its last requests. */
    @Override
    default int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    @Override
    default void stop(Runnable whenDone) {
        Thread.ofVirtual()
                .name("stop-" + getClass().getSimpleName())
                .start(() -> {
                    try {
                        stop();
                    } finally {
                        whenDone.run();
                    }
                });
    }
}
