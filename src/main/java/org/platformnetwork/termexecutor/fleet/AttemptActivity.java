package org.platformnetwork.termexecutor.fleet;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.activity.DynamicActivity;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.fleet.channel.CoordinatorClient;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Outcome;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs attempts for a coordinator, as long as this worker may hold them. */
final class AttemptActivity implements DynamicActivity {

    /** The failure of a worker that has no free slot any more: it is another one's turn. */
    static final String BUSY = "busy";

    /** The failure of a worker that stops: the attempt is handed back. */
    static final String DRAINED = "drained";

    /** The failure of a worker that had to end the attempt, since it may not hold it any more. */
    static final String LOST = "lost";

    private static final Logger log = LoggerFactory.getLogger(AttemptActivity.class);

    /** Temporal takes payloads up to 2 MiB; the history of a workflow keeps them all. */
    private static final int MOST_INLINE = 256 * 1024;

    /** Ample time for a sandbox to end. */
    private static final Duration END = Duration.ofSeconds(30);

    private final AttemptRunner runner;
    private final WorkerArchives archives;
    private final WorkerSlots slots;
    private final CoordinatorClient coordinator;
    private final TemporalConnection temporal;
    private final String worker;
    private final Set<RunningAttempt> running = ConcurrentHashMap.newKeySet();

    /**
     * @param worker how results name this worker
     */
    AttemptActivity(
            AttemptRunner runner,
            WorkerArchives archives,
            WorkerSlots slots,
            CoordinatorClient coordinator,
            TemporalConnection temporal,
            String worker) {
        this.runner = runner;
        this.archives = archives;
        this.slots = slots;
        this.coordinator = coordinator;
        this.temporal = temporal;
        this.worker = worker;
    }

    /** Hands everything back that runs. */
    void drain() {
        running.forEach(attempt -> attempt.end(DRAINED));
    }

    /** Takes a request in bytes, and answers so. */
    @Override
    public Object execute(EncodedValues arguments) {
        var info = Activity.getExecutionContext().getInfo();
        var request = Wire.request(arguments.get(0, byte[].class));
        if (!slots.begin(request, request.alone())) {
            throw failure(BUSY);
        }
        archives.enter(request.execution().batch());
        try {
            return run(request, info);
        } finally {
            archives.leave(request.execution().batch());
            slots.end(request);
        }
    }

    private byte[] run(Request request, ActivityInfo info) {
        var held = new HeldAttempt(temporal, info.getTaskToken(), info.getHeartbeatTimeout());
        log.atInfo()
                .addKeyValue("batch", request.execution().batch())
                .addKeyValue("task", request.task())
                .addKeyValue("attempt", request.number())
                .log("Attempt started");
        var attempt =
                new RunningAttempt(
                        "attempt " + request.execution(),
                        self -> answer(request, info.getAttempt(), self));
        running.add(attempt);
        try {
            return await(attempt, held);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure(DRAINED);
        } catch (ExecutionException e) {
            var why = attempt.ending();
            if (why != null) {
                throw failure(why);
            }
            slots.close();
            log.atError().setCause(e.getCause()).log("An attempt broke");
            throw failure("broken");
        } finally {
            running.remove(attempt);
        }
    }

    /** One that is interrupted hands the attempt back once its sandbox is gone. */
    static byte[] await(RunningAttempt attempt, HeldAttempt held)
            throws ExecutionException, InterruptedException {
        try {
            return awaitAnswer(attempt, held);
        } catch (InterruptedException e) {
            attempt.end(DRAINED);
            attempt.join(END);
            throw e;
        }
    }

    private static byte[] awaitAnswer(RunningAttempt attempt, HeldAttempt held)
            throws ExecutionException, InterruptedException {
        while (true) {
            var answer = attempt.await(held.interval().toNanos());
            if (answer != null) {
                return answer;
            }
            if (attempt.ending() == null && !held.renew()) {
                log.atWarn().log("An attempt is another worker's now, or no one's: it is ended");
                attempt.end(LOST);
            }
        }
    }

    private byte[] answer(Request request, int attempt, RunningAttempt self) throws Exception {
        if (request.alone()) {
            slots.awaitOthers();
        }
        try (var report = coordinator.report(request, attempt, () -> loseCoordinator(self))) {
            var outcome = runner.run(request, report.phases(), report.output());
            if (outcome.result().failureClass() == FailureClass.CANCELLED) {
                throw new InterruptedException();
            }
            report.flush();
            return answer(request, new Outcome(outcome.result().ranOn(worker), outcome.log()));
        }
    }

    /** What came next would be lost like this one, until the coordinator welcomes this worker. */
    private void loseCoordinator(RunningAttempt attempt) {
        slots.close();
        attempt.end(LOST);
    }

    private byte[] answer(Request request, Outcome outcome) throws Exception {
        var inline = Wire.bytes(new Wire.Answer(outcome, null));
        if (inline.length <= MOST_INLINE) {
            return inline;
        }
        var document = coordinator.put(request.execution().batch(), Wire.bytes(outcome));
        return Wire.bytes(new Wire.Answer(null, document));
    }

    private static ApplicationFailure failure(String type) {
        return ApplicationFailure.newNonRetryableFailure(type, type);
    }
}
