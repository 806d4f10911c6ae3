package org.platformnetwork.termexecutor.execution;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.batch.BatchStarter;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.concurrent.ConcurrentShutdown;
import org.platformnetwork.termexecutor.execution.ExecutionQueue.Kind;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private final Batches batches;
    private final BatchSettings batchSettings;
    private final BatchExecution execution;
    private final ExecutionQueue queue;
    private final StoreRetry writes;
    private final Notifications notifications;

    private final ReentrantLock starting = new ReentrantLock();
    private volatile boolean running;
    private volatile boolean began;

    Executor(
            Batches batches,
            BatchSettings batchSettings,
            BatchExecution execution,
            ExecutionQueue queue,
            StoreRetry writes,
            Notifications notifications) {
        this.batches = batches;
        this.batchSettings = batchSettings;
        this.execution = execution;
        this.queue = queue;
        this.writes = writes;
        this.notifications = notifications;
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
            if (began && !writes.isStopping() && !isBusy()) {
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
        notifications.batchBegan(batch);
        advance(batch);
    }

    private void advance(Batch batch) {
        var started = batch.state().startedAt();
        if (started != null) {
            var deadline = started.plus(batchSettings.sessionTtl());
            queue.schedule(Kind.DEADLINE, batch.id().toString(), deadline);
        }
        queue.schedule(Kind.BATCH, batch.id().toString());
    }

    /** Goes on where something could not be kept; does nothing while all is well. */
    @Scheduled(fixedDelayString = "PT1S")
    public void proceed() {
        if (!running || writes.isStopping()) {
            return;
        }
        starting.lock();
        try {
            // Recovery: the first turn of a service loads what an earlier one left, and goes on.
            if (!began) {
                batches.load();
                queue.start(
                        Map.of(
                                Kind.BATCH, this::runBatch,
                                Kind.DEADLINE, this::expire,
                                Kind.TASK, this::runTask));
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
        return BatchId.parse(id)
                .flatMap(this::active)
                .map(batch -> thenNext(batch, execution.advance(batch)))
                .orElse(true);
    }

    private boolean expire(String id) {
        var reason =
                "The batch ran longer than %d s (SESSION_TTL_SECS)."
                        .formatted(batchSettings.sessionTtl().toSeconds());
        try {
            BatchId.parse(id)
                    .flatMap(this::active)
                    .ifPresent(batch -> cancel(batch, reason, Set.of()));
            return true;
        } catch (StoreUnavailableException _) {
            return false;
        }
    }

    /** The id is an {@link ExecutionId}. */
    private boolean runTask(String id) {
        return ExecutionId.parse(id)
                .flatMap(task ->
                        active(task.batch())
                                .map(batch -> thenNext(batch, execution.runTask(batch, task))))
                .orElse(true);
    }

    private Optional<Batch> active(BatchId id) {
        return batches.find(id).filter(batch -> batch.state().isActive());
    }

    /** After a step that may have ended the batch. */
    private boolean thenNext(Batch batch, boolean isDone) {
        if (!batch.state().isActive()) {
            startNext();
        }
        return isDone;
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
        writes.stop();
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
