package org.platformnetwork.termexecutor.execution;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.batch.BatchStarter;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.concurrent.ConcurrentShutdown;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.execution.ExecutionQueue.Kind;
import org.platformnetwork.termexecutor.pipeline.ExtractedArchives;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.pipeline.Provenance;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Runs agreed batches one at a time, in the order of their agreement. What it does is an execution
 * in {@link ExecutionQueue}, so a service that starts again goes on where the last one was: with
 * the tasks that have no verdict, from their beginning. The service's stop waits for it for as long
 * as for the web server's last requests, and no longer.
 */
@Component
public final class Executor implements BatchStarter, ConcurrentShutdown {

    private static final Logger log = LoggerFactory.getLogger(Executor.class);

    /** Besides the tasks: a batch that is extracted, and one whose time is over. */
    private static final int FURTHER_THREADS = 2;

    private final Batches batches;
    private final BatchSettings batchSettings;
    private final ExecutionQueue queue;
    private final BatchExecution execution;
    private final Consumer<BatchNotification> listener;
    private final InstantSource clock;

    private final ReentrantLock starting = new ReentrantLock();
    private volatile boolean running;
    private volatile boolean stopping;
    private volatile boolean began;

    Executor(
            PipelineSettings settings,
            BatchSettings batchSettings,
            Batches batches,
            Store store,
            ExtractedArchives extractedArchives,
            Provenance provenance,
            TaskContext tools,
            ApplicationEventPublisher events,
            InstantSource clock,
            Sleeper sleeper) {
        this.batches = batches;
        this.batchSettings = batchSettings;
        this.listener = events::publishEvent;
        this.clock = clock;
        this.queue =
                new ExecutionQueue(
                        store,
                        settings.maxConcurrentTasks() + FURTHER_THREADS,
                        Map.of(
                                Kind.BATCH, this::runBatch,
                                Kind.DEADLINE, this::expire,
                                Kind.TASK, this::runTask),
                        clock);
        this.execution =
                new BatchExecution(
                        extractedArchives,
                        provenance,
                        tools,
                        queue,
                        new StoreRetry(sleeper, () -> stopping),
                        () -> stopping,
                        listener,
                        this::startNext,
                        clock,
                        batchSettings.sessionTtl());
    }

    /** Whether a batch runs now. */
    public boolean isBusy() {
        return count(BatchState::isActive) > 0;
    }

    /** How many batches wait for their turn. */
    public int queueLength() {
        return count(BatchState::isWaiting);
    }

    /** How many tasks have begun and have no verdict; one that waits for a retry does not count. */
    public int runningTasks() {
        return (int)
                batches.live().stream()
                        .flatMap(batch -> batch.state().tasks().stream())
                        .filter(TaskState::isRunning)
                        .count();
    }

    private int count(Predicate<BatchState> condition) {
        return (int) batches.live().stream().map(Batch::state).filter(condition).count();
    }

    @Override
    public void startNext() {
        starting.lock();
        try {
            if (began && !stopping && !isBusy()) {
                batches.queue().stream().findFirst().ifPresent(this::start);
            }
        } catch (StoreUnavailableException e) {
            log.atDebug().log("The next batch starts when the store is up");
        } finally {
            starting.unlock();
        }
    }

    private void start(Batch batch) {
        batch.start();
        listener.accept(new BatchNotification.BatchBegan());
        log.atInfo().addKeyValue("batch", batch.id()).log("Batch started");
        advance(batch);
    }

    private void advance(Batch batch) {
        queue.schedule(Kind.BATCH, batch.id().toString(), clock.instant());
    }

    /** Goes on where something could not be kept; does nothing while all is well. */
    @Scheduled(fixedDelayString = "PT1S")
    public void proceed() {
        if (!running || stopping) {
            return;
        }
        starting.lock();
        try {
            // Recovery: the first turn of a service loads what an earlier one left, and goes on.
            if (!began) {
                batches.load();
                queue.start();
                batches.live().stream()
                        .filter(batch -> batch.state().isActive())
                        .forEach(this::advance);
                began = true;
            }
            batches.live().stream().filter(execution::isDue).forEach(this::advance);
            batches.findAgreed();
            startNext();
        } catch (StoreUnavailableException e) {
            log.atDebug().log("Batches go on when the store is up");
        } finally {
            starting.unlock();
        }
    }

    /** The id is the batch's. */
    private boolean runBatch(String id) {
        return active(id).map(execution::advance).orElse(true);
    }

    private boolean expire(String id) {
        var reason =
                "The batch ran longer than %d s (SESSION_TTL_SECS)."
                        .formatted(batchSettings.sessionTtl().toSeconds());
        try {
            active(id).ifPresent(batch -> cancel(batch, reason, Set.of()));
            return true;
        } catch (StoreUnavailableException _) {
            return false;
        }
    }

    /** The id is the batch's, the task's position and its admission. */
    private boolean runTask(String id) {
        int position = Integer.parseInt(id.split("/", -1)[1]);
        return active(id).map(batch -> execution.runTask(batch, position, id)).orElse(true);
    }

    private Optional<Batch> active(String id) {
        return BatchId.parse(id.split("/", -1)[0])
                .flatMap(batches::find)
                .filter(batch -> batch.state().isActive());
    }

    /**
     * Ends a batch early: what runs is ended, results so far are kept. It is certain to end when
     * this returns, not yet ended; a batch that has ended stays as it is.
     *
     * @param reason a sentence
     * @param voters whose votes led to it; empty when votes did not
     * @throws StoreUnavailableException when that could not be kept; then nothing has changed
     */
    public void cancel(Batch batch, String reason, Set<String> voters) {
        // It must not start in between.
        starting.lock();
        try {
            if (batch.state().isActive()) {
                execution.cancel(batch, reason, voters);
            } else if (batch.finish(reason, voters)) {
                log.atInfo().addKeyValue("batch", batch.id()).log("Batch cancelled");
            }
        } finally {
            starting.unlock();
        }
        proceed();
    }

    /** Ends one task of a batch that runs, as {@link #cancel(Batch, String, Set)} does. */
    public void cancel(Batch batch, TaskId task, Set<String> voters) {
        if (batch.state().isActive()) {
            execution.cancel(batch, task, voters);
            proceed();
        }
    }

    @Override
    public void start() {
        running = true;
        proceed();
    }

    @Override
    public void stop() {
        stopping = true;
        queue.pause();
        execution.interruptAll();
        queue.stop();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
