package org.platformnetwork.termexecutor.execution;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Tells the service and its log what has happened, after the database knows it. */
@Component
final class Notifications {

    private static final Logger log = LoggerFactory.getLogger(Notifications.class);

    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    Notifications(ApplicationEventPublisher events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    void batchBegan(Batch batch) {
        events.publishEvent(new BatchNotification.BatchBegan());
        log.atInfo().addKeyValue("batch", batch.id()).log("Batch started");
    }

    void batchEnded(Batch batch) {
        var state = batch.state();
        var duration = state.duration(clock.instant());
        events.publishEvent(
                new BatchNotification.BatchEnded(
                        state.status(), duration == null ? Duration.ZERO : duration));
        log.atInfo()
                .addKeyValue("batch", batch.id())
                .addKeyValue("status", state.status().wireName())
                .addKeyValue("passed", state.passedTasks())
                .addKeyValue("tasks", state.totalTasks())
                .addKeyValue("reward", state.aggregateReward())
                .addKeyValue("secs", duration == null ? 0 : duration.toSeconds())
                .log("Batch ended");
    }

    void phaseEnded(Batch batch, TaskId task, int attempt, TaskStatus phase, Instant started) {
        events.publishEvent(
                new BatchNotification.PhaseEnded(
                        batch.id(), task, attempt, phase, started, clock.instant()));
    }

    void taskEnded(Batch batch, TaskId task, TaskResult result) {
        events.publishEvent(BatchNotification.TaskEnded.of(batch, task, result, clock.instant()));
    }
}
