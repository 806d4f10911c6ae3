package org.platformnetwork.termexecutor.fleet;

import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Takes from task queues as soon as Temporal answers. */
final class TemporalHost {

    private static final Logger log = LoggerFactory.getLogger(TemporalHost.class);
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final TemporalConnection temporal;
    private final Consumer<WorkerFactory> work;
    private final Sleeper sleeper;
    private @Nullable WorkerFactory factory;
    private boolean isStopped;

    /**
     * @param work says what is done for which queue
     */
    TemporalHost(TemporalConnection temporal, Consumer<WorkerFactory> work, Sleeper sleeper) {
        this.temporal = temporal;
        this.work = work;
        this.sleeper = sleeper;
    }

    /** Returns once it takes, or is stopped. */
    void start() throws InterruptedException {
        boolean isAway = false;
        while (!tryStart(isAway)) {
            isAway = true;
            sleeper.sleep(WAIT);
        }
    }

    private synchronized boolean tryStart(boolean isAway) {
        if (isStopped) {
            return true;
        }
        var created = WorkerFactory.newInstance(temporal.client());
        try {
            work.accept(created);
            created.start();
            factory = created;
            return true;
        } catch (RuntimeException e) {
            created.shutdownNow();
            log.atLevel(isAway ? Level.DEBUG : Level.WARN)
                    .addKeyValue("cause", e.getMessage())
                    .log("Temporal does not answer (TEMPORAL_ADDRESS)");
            return false;
        }
    }

    /** Takes nothing more; what runs goes on. */
    synchronized void pause() {
        isStopped = true;
        if (factory != null) {
            factory.shutdown();
        }
    }

    /** Waits for what runs, until it has answered or the time is over. */
    void awaitEnd(Duration time) {
        WorkerFactory stopped;
        synchronized (this) {
            stopped = factory;
        }
        if (stopped != null) {
            stopped.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
