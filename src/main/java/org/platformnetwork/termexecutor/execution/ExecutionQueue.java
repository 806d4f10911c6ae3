package org.platformnetwork.termexecutor.execution;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executions that outlive the service, in db-scheduler's table: each is run until its work says
 * that it is done, by one thread at a time. The threads of the pool are platform threads that wait
 * for a virtual one, since an interrupt, which is how work is cancelled here, must not reach a
 * thread that speaks to the database.
 */
final class ExecutionQueue {

    private static final Logger log = LoggerFactory.getLogger(ExecutionQueue.class);

    private static final Duration POLLING = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** What an execution is about. */
    enum Kind {
        BATCH,
        DEADLINE,
        TASK;

        private TaskDescriptor<Void> descriptor() {
            return TaskDescriptor.of(name().toLowerCase(Locale.ROOT));
        }
    }

    private final Store store;
    private final int threads;
    private final InstantSource clock;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Scheduler scheduler;

    /**
     * @param threads how many executions run at once
     */
    ExecutionQueue(Store store, int threads, InstantSource clock) {
        this.store = store;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Begins, first of all with what the last service was at when it ended.
     *
     * @param work for each kind, given the execution's id; false leaves the execution to the next
     *     start of the service
     */
    void start(Map<Kind, Predicate<String>> work) {
        if (scheduler != null) {
            return;
        }
        release();
        var tasks =
                work.entrySet().stream()
                        .<Task<?>>map(entry -> task(entry.getKey(), entry.getValue()))
                        .toList();
        var created =
                Scheduler.create(store.schedulerSource(), tasks)
                        .schedulerName(new SchedulerName.Fixed("term-executor"))
                        .threads(threads)
                        .executorService(
                                Executors.newFixedThreadPool(
                                        threads,
                                        Thread.ofPlatform().name("execution-", 0).factory()))
                        .pollingInterval(POLLING)
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(STOP_TIMEOUT)
                        .commitWhenAutocommitDisabled(true)
                        .jdbcCustomization(
                                store.isEmbedded()
                                        ? new SqliteJdbcCustomization()
                                        : new PostgreSqlJdbcCustomization(false, false))
                        .build();
        // Known before it runs anything, which may add to it.
        scheduler = created;
        created.start();
    }

    /** The database is this service's alone: what is picked is what one before it was at. */
    private void release() {
        store.write(db ->
                db.sql(
                                """
                                update scheduled_tasks set picked = ?, picked_by = null,
                                  last_heartbeat = null, version = version + 1
                                where picked = ?
                                """)
                        .params(false, true)
                        .update());
    }

    private Task<Void> task(Kind kind, Predicate<String> work) {
        DeadExecutionHandler<Void> dead =
                (complete, operations) -> {
                    // One that runs here has only lost its heartbeats, to a suspended machine.
                    if (!running.contains(key(kind, complete.getExecution().getId()))) {
                        operations.reschedule(complete, clock.instant());
                    }
                };
        return Tasks.custom(kind.descriptor())
                .onDeadExecution(dead)
                .execute((instance, context) -> run(kind, work, instance.getId()));
    }

    private static String key(Kind kind, String id) {
        return kind + " " + id;
    }

    private CompletionHandler<Void> run(Kind kind, Predicate<String> work, String id) {
        var result = new CompletableFuture<Boolean>();
        if (!running.add(key(kind, id))) {
            return (complete, operations) -> {};
        }
        try {
            Thread.ofVirtual()
                    .name(key(kind, id))
                    .start(() -> complete(result, kind, () -> work.test(id)));
            boolean isDone = result.join();
            // The pool's own stop; what ran was interrupted by whoever stops it.
            Thread.interrupted();
            return isDone
                    ? (complete, operations) -> operations.remove()
                    : (complete, operations) -> {};
        } finally {
            running.remove(key(kind, id));
        }
    }

    /** What broke is left as it is, and so tried again once its heartbeats are missed. */
    private static void complete(
            CompletableFuture<Boolean> result, Kind kind, BooleanSupplier work) {
        boolean isDone = false;
        try {
            isDone = work.getAsBoolean();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("kind", kind).setCause(e).log("Execution broke");
        } finally {
            result.complete(isDone);
        }
    }

    /** Adds an execution that is due, unless it is there. */
    void schedule(Kind kind, String id) {
        schedule(kind, id, clock.instant());
    }

    /** Adds an execution, unless it is there. */
    void schedule(Kind kind, String id, Instant when) {
        var queue = scheduler;
        if (queue == null) {
            return;
        }
        store.write(db ->
                db.sql(
                                """
                                insert into scheduled_tasks
                                  (task_name, task_instance, execution_time, picked, version)
                                values (?, ?, ?, ?, 1)
                                on conflict (task_name, task_instance) do nothing
                                """)
                        .params(kind.descriptor().getTaskName(), id, column(when), false)
                        .update());
        queue.triggerCheckForDueExecutions();
    }

    /** As db-scheduler reads it. */
    private Object column(Instant when) {
        return store.isEmbedded() ? when.toEpochMilli() : Timestamp.from(when);
    }

    /** Begins nothing more. */
    void pause() {
        var queue = scheduler;
        if (queue != null) {
            queue.pause();
        }
    }

    /** Waits for what runs, for a while. */
    void stop() {
        var queue = scheduler;
        if (queue != null) {
            queue.stop();
        }
    }
}
