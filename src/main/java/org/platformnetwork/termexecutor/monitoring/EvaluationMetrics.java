package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.platformnetwork.termexecutor.execution.Executor;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The series that operators scrape, counted from what really happened. Five of the contract's seven
 * names do not end in {@code _total}, which the Prometheus client insists on for counters: those
 * are exposed as gauges that only grow.
 */
@Component
final class EvaluationMetrics {

    private final MeterRegistry registry;
    private final Executor executor;
    private final Counter batchesBegan;
    private final Counter tasksEnded;
    private final AtomicLong batchesCompleted;
    private final AtomicLong tasksPassed;
    private final AtomicLong tasksFailed;
    private final AtomicLong batchMillis;
    private final AtomicLong progressMillis;
    private final InstantSource clock;

    EvaluationMetrics(
            MeterRegistry registry,
            Executor executor,
            ConsensusManager consensus,
            Sandboxes sandboxes,
            InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        this.progressMillis = new AtomicLong(clock.millis());
        this.executor = executor;
        this.batchesBegan =
                counter("term_executor.batches", "Batches that left the queue since the start.");
        this.tasksEnded = counter("term_executor.tasks", "Tasks that ended.");
        this.batchesCompleted =
                growing(
                        "term_executor.batches.completed",
                        "Batches whose tasks all have a verdict; only grows.");
        this.tasksPassed = growing("term_executor.tasks.passed", "Tasks that passed; only grows.");
        this.tasksFailed =
                growing(
                        "term_executor.tasks.failed",
                        "Tasks that ended without a pass, whatever the reason; only grows.");
        this.batchMillis =
                growing(
                        "term_executor.duration.ms.sum",
                        "Milliseconds that ended batches ran, in all; only grows.");
        Gauge.builder("term_executor.batches.active", executor, e -> e.isBusy() ? 1 : 0)
                .description("1 while a batch runs.")
                .register(registry);
        Gauge.builder(
                        "term_executor.progress.timestamp.seconds",
                        progressMillis,
                        millis -> millis.doubleValue() / 1000)
                .description("When a batch last began or a task ended, in seconds since 1970.")
                .register(registry);
        Gauge.builder("term_executor.tasks.running", executor, Executor::runningTasks)
                .description("Tasks of the batch that run now.")
                .register(registry);
        Gauge.builder("term_executor.queue.length", executor, Executor::queueLength)
                .description("Batches that wait for their turn.")
                .register(registry);
        Gauge.builder("term_executor.consensus.entries", consensus, ConsensusManager::size)
                .description("Archives that collect votes.")
                .register(registry);
        Gauge.builder("term_executor.isolation", () -> 1)
                .description("1 for the level of isolation that holds agents.")
                .tag("level", sandboxes.isolation().wireName())
                .register(registry);
        beginAtZero();
    }

    /** The first change of a series that was not there before would be no increase of it. */
    private void beginAtZero() {
        outcome(null);
        for (var failureClass : FailureClass.values()) {
            outcome(failureClass);
        }
        for (boolean isValid : new boolean[] {true, false}) {
            validation(false, isValid);
            validation(true, isValid);
        }
        for (var control : Control.values()) {
            control(control);
        }
        for (var phase : TaskStatus.values()) {
            if (phase != TaskStatus.QUEUED && !phase.isTerminal()) {
                phase(phase);
            }
        }
    }

    /** Whether a batch runs now. */
    boolean isBusy() {
        return executor.isBusy();
    }

    /** How many batches wait for their turn. */
    int queueLength() {
        return executor.queueLength();
    }

    /** Batches that left the queue since the start. */
    public long batchesBegan() {
        return (long) batchesBegan.count();
    }

    /** Batches that came to their end with every task judged. */
    public long batchesCompleted() {
        return batchesCompleted.get();
    }

    public long tasksPassed() {
        return tasksPassed.get();
    }

    /** Tasks that ended without a pass, whatever the reason. */
    public long tasksFailed() {
        return tasksFailed.get();
    }

    @EventListener
    void on(BatchNotification activity) {
        switch (activity) {
            case BatchNotification.BatchBegan began -> {
                batchesBegan.increment();
                progressMillis.set(clock.millis());
            }
            case BatchNotification.BatchEnded(var status, var duration) -> {
                batchMillis.addAndGet(duration.toMillis());
                if (status == BatchStatus.COMPLETED) {
                    batchesCompleted.incrementAndGet();
                }
            }
            case BatchNotification.TaskValidated validated ->
                    validation(validated.isWithReference(), validated.isValid())
                            .record(validated.duration());
            case BatchNotification.PhaseEnded ended ->
                    phase(ended.phase()).record(ended.duration());
            case BatchNotification.TaskEnded ended -> {
                var result = ended.result();
                tasksEnded.increment();
                progressMillis.set(clock.millis());
                outcome(result.failureClass()).increment();
                result.tests().forEach(test -> control(test.control()).increment());
                (result.status() == TaskStatus.COMPLETED ? tasksPassed : tasksFailed)
                        .incrementAndGet();
            }
        }
    }

    private Counter outcome(@Nullable FailureClass failureClass) {
        var label = failureClass == null ? "passed" : failureClass.wireName();
        return Counter.builder("term_executor.task.outcomes")
                .description("Tasks that ended, by failure class.")
                .tag("outcome", label)
                .register(registry);
    }

    private Timer validation(boolean isWithReference, boolean isValid) {
        return timer(
                        "term_executor.validation.duration",
                        "Runs of tasks' scripts for their validation.")
                .tag("run", isWithReference ? "reference" : "base")
                .tag("result", isValid ? "valid" : "invalid")
                .register(registry);
    }

    private Counter control(Control control) {
        return Counter.builder("term_executor.control.results")
                .description("Negative controls of test scripts, by result.")
                .tag("result", control.wireName())
                .register(registry);
    }

    private Timer phase(TaskStatus phase) {
        return timer("term_executor.phase.duration", "Phases of tasks.")
                .tag("phase", phase.wireName())
                .register(registry);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30));
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private AtomicLong growing(String name, String description) {
        var value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .register(registry);
        return value;
    }
}
