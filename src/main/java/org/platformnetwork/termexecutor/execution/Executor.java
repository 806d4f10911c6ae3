package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.archive.Extraction;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchActivity;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.clock.Pause;
import org.platformnetwork.termexecutor.consensus.BatchStarter;
import org.platformnetwork.termexecutor.git.GitCheckout;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Runs agreed batches one at a time, in the order of their agreement; the rest wait in a bounded
 * queue. It stops before the web server does: running processes are ended, directories removed, and
 * every batch says why it ended.
 */
@Component
public final class Executor implements BatchStarter, SmartLifecycle {

    static final String STOPPED = "The service was stopped.";

    private static final Logger log = LoggerFactory.getLogger(Executor.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final ExecutionSettings settings;
    private final BatchSettings batchSettings;
    private final ArchiveStore archives;
    private final ArchiveExtractor extractor;
    private final Workspaces workspaces;
    private final TaskTools tools;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Batch> waiting = new ArrayDeque<>();
    private @Nullable Thread current;
    private boolean accepting;

    Executor(
            ExecutionSettings settings,
            BatchSettings batchSettings,
            ArchiveStore archives,
            ArchiveExtractor extractor,
            Workspaces workspaces,
            GitCheckout git,
            Sandboxes sandboxes,
            ApplicationEventPublisher events,
            InstantSource clock,
            Pause pause,
            Environment environment) {
        this.settings = settings;
        this.batchSettings = batchSettings;
        this.archives = archives;
        this.extractor = extractor;
        this.workspaces = workspaces;
        this.tools =
                new TaskTools(
                        settings,
                        git,
                        sandboxes,
                        new PreparedTasks(
                                workspaces.layers(),
                                settings.layerCache().toBytes(),
                                workspaces::remove,
                                sandboxes::bytes,
                                clock),
                        new Baselines(),
                        named(settings.agentEnv(), environment),
                        named(settings.installEnv(), environment),
                        pause,
                        workspaces::remove);
        this.events = events;
        this.clock = clock;
    }

    private static Map<String, String> named(List<String> names, Environment environment) {
        var variables = new HashMap<String, String>();
        for (var name : names) {
            var value = environment.getProperty(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }

    /** Whether a batch runs now. */
    public boolean isBusy() {
        return locked(() -> current != null);
    }

    /** How many batches wait for their turn. */
    public int queueLength() {
        return locked(waiting::size);
    }

    @Override
    public boolean enqueue(Batch batch) {
        return locked(() -> {
            if (!accepting || (current != null && waiting.size() >= settings.maxQueuedBatches())) {
                return false;
            }
            waiting.add(batch);
            startNext();
            return true;
        });
    }

    @Override
    public void discard(Batch batch) {
        workspaces.remove(workspaces.batch(batch.id().toString()));
    }

    private void startNext() {
        var next = current == null && accepting ? waiting.poll() : null;
        if (next != null) {
            current =
                    Thread.ofVirtual()
                            .name("batch-" + next.id())
                            .start(() -> runAndStartNext(next));
        }
    }

    private void runAndStartNext(Batch batch) {
        try {
            run(batch);
        } finally {
            locked(() -> {
                current = null;
                startNext();
                return null;
            });
        }
    }

    private void run(Batch batch) {
        log.atInfo().addKeyValue("batch", batch.id()).log("Batch started");
        batch.start();
        events.publishEvent(new BatchActivity.BatchBegan());
        String error;
        try {
            error = runTasks(batch);
        } catch (IOException | RuntimeException e) {
            log.atError().addKeyValue("batch", batch.id()).setCause(e).log("Batch broke");
            error = "The executor failed on this batch.";
        }
        discard(batch);
        batch.finish(error);
        var end = batch.state();
        var duration = end.duration(clock.instant());
        events.publishEvent(
                new BatchActivity.BatchEnded(
                        end.status(), duration == null ? Duration.ZERO : duration));
        log.atInfo()
                .addKeyValue("batch", batch.id())
                .addKeyValue("status", end.status().wireName())
                .log("Batch ended");
    }

    private @Nullable String runTasks(Batch batch) throws IOException {
        var directory = workspaces.batch(batch.id().toString());
        var content = directory.resolve("content");
        var hash = batch.archiveHash();
        if (!archives.isIntact(hash)) {
            return "The archive was damaged on the service's disk.";
        }
        Workspaces.createClosed(directory);
        return switch (extractor.extract(archives.path(hash), content)) {
            case Extraction.Refused refused -> refused.reason();
            case Extraction.Extracted extracted ->
                    switch (ArchiveContent.read(content)) {
                        case ArchiveContent.Unusable unusable -> unusable.reason();
                        case ArchiveContent.Complete complete ->
                                new BatchRun(tools, batch, directory, events::publishEvent, clock)
                                        .run(complete, batchSettings.sessionTtl());
                    };
        };
    }

    @Override
    public void start() {
        locked(() -> accepting = true);
    }

    @Override
    public void stop() {
        var running =
                locked(() -> {
                    accepting = false;
                    for (var batch : waiting) {
                        batch.finish(STOPPED);
                        discard(batch);
                    }
                    waiting.clear();
                    return current;
                });
        if (running != null) {
            running.interrupt();
            try {
                if (!running.join(STOP_PATIENCE)) {
                    log.error("The running batch did not end in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return locked(() -> accepting);
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
