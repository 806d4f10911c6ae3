package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
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
public final class EvaluationMetrics {

    private final MeterRegistry registry;
    private final Counter batchesBegan;
    private final Counter tasksEnded;
    private final AtomicLong batchesCompleted;
    private final AtomicLong tasksPassed;
    private final AtomicLong tasksFailed;
    private final AtomicLong batchMillis;

    EvaluationMetrics(
            MeterRegistry registry,
            Executor executor,
            ConsensusManager consensus,
            Sandboxes sandboxes) {
        this.registry = registry;
        this.batchesBegan = registry.counter("term_executor.batches");
        this.tasksEnded = registry.counter("term_executor.tasks");
        this.batchesCompleted = growing("term_executor.batches.completed");
        this.tasksPassed = growing("term_executor.tasks.passed");
        this.tasksFailed = growing("term_executor.tasks.failed");
        this.batchMillis = growing("term_executor.duration.ms.sum");
        Gauge.builder("term_executor.batches.active", executor, e -> e.isBusy() ? 1 : 0)
                .register(registry);
        Gauge.builder("term_executor.tasks.running", executor, Executor::runningTasks)
                .register(registry);
        Gauge.builder("term_executor.queue.length", executor, Executor::queueLength)
                .register(registry);
        Gauge.builder("term_executor.consensus.entries", consensus, ConsensusManager::size)
                .register(registry);
        Gauge.builder("term_executor.isolation", () -> 1)
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
            case BatchNotification.BatchBegan began -> batchesBegan.increment();
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
                outcome(result.failureClass()).increment();
                result.tests().forEach(test -> control(test.control()).increment());
                (result.status() == TaskStatus.COMPLETED ? tasksPassed : tasksFailed)
                        .incrementAndGet();
            }
        }
    }

    private Counter outcome(@Nullable FailureClass failureClass) {
        var label = failureClass == null ? "passed" : failureClass.wireName();
        return registry.counter("term_executor.task.outcomes", "outcome", label);
    }

    private Timer validation(boolean isWithReference, boolean isValid) {
        return timer("term_executor.validation.duration")
                .tag("run", isWithReference ? "reference" : "base")
                .tag("result", isValid ? "valid" : "invalid")
                .register(registry);
    }

    private Counter control(Control control) {
        return registry.counter("term_executor.control.results", "result", control.wireName());
    }

    private Timer phase(TaskStatus phase) {
        return timer("term_executor.phase.duration")
                .tag("phase", phase.wireName())
                .register(registry);
    }

    private static Timer.Builder timer(String name) {
        return Timer.builder(name)
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

    private AtomicLong growing(String name) {
        var value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::doubleValue).register(registry);
        return value;
    }
}
