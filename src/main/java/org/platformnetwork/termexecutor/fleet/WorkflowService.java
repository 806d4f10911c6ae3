package org.platformnetwork.termexecutor.fleet;

import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import org.platformnetwork.termexecutor.concurrent.ConcurrentShutdown;
import org.platformnetwork.termexecutor.concurrent.Sleeper;

/** Runs the coordinator's workflows. They decide nothing and live for milliseconds at a time. */
final class WorkflowService implements ConcurrentShutdown {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final TemporalHost host;
    private volatile boolean isRunning;

    WorkflowService(TemporalConnection temporal, Sleeper sleeper) {
        this.host =
                new TemporalHost(
                        temporal,
                        factory ->
                                factory.newWorker(
                                                TaskQueues.COORDINATOR,
                                                WorkerOptions.newBuilder()
                                                        .setDisableEagerExecution(true)
                                                        .build())
                                        .registerWorkflowImplementationTypes(AttemptWorkflow.class),
                        sleeper);
    }

    @Override
    public void start() {
        isRunning = true;
        Thread.ofVirtual()
                .name("workflows")
                .start(() -> {
                    try {
                        host.start();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public void stop() {
        host.pause();
        host.awaitEnd(STOP_TIMEOUT);
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
