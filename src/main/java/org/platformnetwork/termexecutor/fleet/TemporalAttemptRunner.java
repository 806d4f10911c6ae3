package org.platformnetwork.termexecutor.fleet;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.fleet.channel.AttemptChannels;
import org.platformnetwork.termexecutor.fleet.channel.ResultDocuments;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Has workers run attempts. Each is a workflow of its own that is named by the attempt, so one that
 * runs already, or has ended without anyone hearing of it, is joined.
 */
final class TemporalAttemptRunner implements AttemptRunner {

    private static final Logger log = LoggerFactory.getLogger(TemporalAttemptRunner.class);
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final TemporalConnection temporal;
    private final AttemptChannels channels;
    private final ResultDocuments documents;
    private final Limits limits;
    private final Sleeper sleeper;

    /**
     * What holds for every attempt.
     *
     * @param level the least one that will do
     * @param heartbeat how long a worker may be silent
     * @param most how long an attempt may take at all
     */
    record Limits(Isolation level, Duration heartbeat, Duration most) {}

    TemporalAttemptRunner(
            TemporalConnection temporal,
            AttemptChannels channels,
            ResultDocuments documents,
            Limits limits,
            Sleeper sleeper) {
        this.temporal = temporal;
        this.channels = channels;
        this.documents = documents;
        this.limits = limits;
        this.sleeper = sleeper;
    }

    @Override
    public boolean outlivesService() {
        return true;
    }

    @Override
    public Outcome run(Request request, Consumer<TaskStatus> phases, Consumer<LogEntry> output) {
        try (var channel = channels.open(request, phases, output)) {
            var outcome = await(request);
            channel.end();
            return outcome;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome(AttemptRunner.cancelled(), "");
        }
    }

    /** Temporal may be away for a while: the attempt goes on meanwhile. */
    private Outcome await(Request request) throws InterruptedException {
        boolean isAway = false;
        while (true) {
            try {
                return outcome(request, start(request).getResultAsync(byte[].class).get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof WorkflowFailedException failure) {
                    return failed(failure);
                }
                warn(isAway, e.getCause());
            } catch (RuntimeException e) {
                warn(isAway, e);
            }
            isAway = true;
            sleeper.sleep(WAIT);
        }
    }

    private static void warn(boolean isAway, @Nullable Throwable cause)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        log.atLevel(isAway ? Level.DEBUG : Level.WARN)
                .addKeyValue("cause", String.valueOf(cause))
                .log("Temporal does not answer (TEMPORAL_ADDRESS)");
    }

    private WorkflowStub start(Request request) {
        var client = temporal.client();
        var stub =
                client.newUntypedWorkflowStub(
                        AttemptWorkflow.NAME,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id(request))
                                .setTaskQueue(TaskQueues.COORDINATOR)
                                .setWorkflowIdConflictPolicy(
                                        WorkflowIdConflictPolicy
                                                .WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                                .setWorkflowIdReusePolicy(
                                        WorkflowIdReusePolicy
                                                .WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                                .setDisableEagerExecution(true)
                                .build());
        try {
            stub.start(
                    Wire.bytes(
                            new AttemptWorkflow.Start(
                                    request,
                                    List.of(TaskQueues.atLeast(limits.level())),
                                    limits.heartbeat().toMillis(),
                                    limits.most().toMillis())));
            return stub;
        } catch (WorkflowExecutionAlreadyStarted e) {
            // It has ended, and its outcome is kept.
            return client.newUntypedWorkflowStub(id(request));
        }
    }

    private static String id(Request request) {
        return request.execution().toString();
    }

    private Outcome outcome(Request request, byte[] bytes) {
        var answer = Wire.answer(bytes);
        if (answer.outcome() != null) {
            return answer.outcome();
        }
        try {
            return Wire.outcome(
                    documents.read(request.execution().batch(), String.valueOf(answer.document())));
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("A result cannot be read");
            return failed("The result of this task cannot be read.");
        }
    }

    private static Outcome failed(WorkflowFailedException failure) {
        if (failure.getCause() instanceof ActivityFailure activity) {
            return switch (activity.getCause()) {
                case TimeoutFailure timeout
                        when timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT ->
                        failed(Attempt.WORKER_LOST);
                case ApplicationFailure handedBack
                        when handedBack.getType().equals(AttemptActivity.LOST) ->
                        failed(Attempt.WORKER_LOST);
                case ApplicationFailure handedBack
                        when handedBack.getType().equals(AttemptActivity.DRAINED) ->
                        failed(Attempt.WORKER_DRAINED);
                case null, default -> failed("A worker failed on this task.");
            };
        }
        return failed("The attempt was ended in Temporal.");
    }

    private static Outcome failed(String why) {
        return new Outcome(TaskResult.failed(FailureClass.INFRA_ERROR, why), "");
    }

    @Override
    public void cancel(Request request) {
        boolean interrupted = Thread.interrupted();
        try {
            temporal.client().newUntypedWorkflowStub(id(request)).cancel();
        } catch (WorkflowNotFoundException _) {
            // It has ended.
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("An attempt could not be cancelled; its worker ends it");
        } finally {
            channels.open(request, _ -> {}, _ -> {}).end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
