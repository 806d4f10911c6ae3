package org.platformnetwork.termexecutor.fleet;

import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.CompositeTuner;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import io.temporal.worker.tuning.PollerBehaviorSimpleMaximum;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.platformnetwork.termexecutor.concurrent.ConcurrentShutdown;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.fleet.channel.CoordinatorClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes attempts while its coordinator welcomes this worker. When it stops, what runs has some time
 * to end (DRAIN_SECS); the rest is handed back and runs elsewhere.
 */
final class FleetWorker implements ConcurrentShutdown {

    private static final Logger log = LoggerFactory.getLogger(FleetWorker.class);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration HAND_BACK = Duration.ofSeconds(8);

    private final CoordinatorClient coordinator;
    private final AttemptActivity activity;
    private final WorkerSlots slots;
    private final List<String> queues;
    private final Duration drain;
    private final Sleeper sleeper;
    private final TemporalHost host;
    private final Thread starter =
            Thread.ofVirtual().name("fleet-worker").unstarted(this::greetAndStart);

    private volatile boolean isRunning;

    /**
     * @param queues where it takes attempts
     * @param drain how long attempts may go on after a stop
     */
    FleetWorker(
            TemporalConnection temporal,
            CoordinatorClient coordinator,
            AttemptActivity activity,
            WorkerSlots slots,
            List<String> queues,
            Duration drain,
            Sleeper sleeper) {
        this.coordinator = coordinator;
        this.activity = activity;
        this.slots = slots;
        this.queues = queues;
        this.drain = drain;
        this.sleeper = sleeper;
        this.host = new TemporalHost(temporal, this::register, sleeper);
    }

    private void register(WorkerFactory factory) {
        var options =
                WorkerOptions.newBuilder()
                        .setWorkerTuner(
                                new CompositeTuner(
                                        new FixedSizeSlotSupplier<>(2),
                                        slots,
                                        new FixedSizeSlotSupplier<>(1),
                                        new FixedSizeSlotSupplier<>(1)))
                        .setActivityTaskPollersBehavior(new PollerBehaviorSimpleMaximum(1))
                        .setUsingVirtualThreadsOnActivityWorker(true)
                        .setDisableEagerExecution(true)
                        .build();
        for (var queue : queues) {
            factory.newWorker(queue, options).registerActivitiesImplementations(activity);
        }
    }

    @Override
    public void start() {
        isRunning = true;
        starter.start();
    }

    private void greetAndStart() {
        try {
            greet();
            host.start();
            log.atInfo().addKeyValue("slots", slots.most()).log("Worker takes attempts");
            while (true) {
                awaitWelcome();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens the slots that an attempt has closed, which lost its coordinator. */
    void awaitWelcome() throws InterruptedException {
        slots.awaitClosed();
        greet();
        slots.open();
        log.atInfo().log("Worker takes attempts again");
    }

    /** Says each thing that is wrong once. */
    private void greet() throws InterruptedException {
        var said = "";
        while (true) {
            try {
                coordinator.greet();
                return;
            } catch (IOException e) {
                var problem = String.valueOf(e.getMessage());
                if (!problem.equals(said)) {
                    log.atWarn()
                            .addKeyValue("cause", problem)
                            .log("This worker takes nothing: its coordinator does not welcome it");
                    said = problem;
                }
            }
            sleeper.sleep(WAIT);
        }
    }

    @Override
    public void stop() {
        starter.interrupt();
        host.pause();
        host.awaitEnd(drain);
        activity.drain();
        host.awaitEnd(HAND_BACK);
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
