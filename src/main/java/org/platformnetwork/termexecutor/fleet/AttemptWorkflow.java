package org.platformnetwork.termexecutor.fleet;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.RetryOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;

/**
 * Gives an attempt to one worker, until that has an outcome or is lost. Runs on the coordinator,
 * and what follows a failure is decided there, outside of Temporal, where it is known what came
 * before. Has no annotations, which Spring would load in every service.
 */
public final class AttemptWorkflow implements DynamicWorkflow {

    /** The name of the workflow, and of its activity. */
    static final String NAME = "attempt";

    /** A worker that has the attempt prepared is worth this much waiting. */
    private static final Duration PREFERENCE = Duration.ofSeconds(2);

    /**
     * What its start says.
     *
     * @param request what the worker is given
     * @param queues where workers may take it, in this order; all but the last for a moment only
     * @param heartbeatMillis how long the worker may be silent
     * @param limitMillis how long it may take at all
     */
    record Start(Request request, List<String> queues, long heartbeatMillis, long limitMillis) {}

    /** What the worker answers, in bytes. */
    @Override
    public Object execute(EncodedValues arguments) {
        var start = Wire.start(arguments.get(0, byte[].class));
        var queues = start.queues();
        int position = 0;
        while (true) {
            boolean isLast = position == queues.size() - 1;
            var options =
                    ActivityOptions.newBuilder()
                            .setTaskQueue(queues.get(position))
                            .setHeartbeatTimeout(Duration.ofMillis(start.heartbeatMillis()))
                            .setStartToCloseTimeout(Duration.ofMillis(start.limitMillis()))
                            .setCancellationType(ActivityCancellationType.TRY_CANCEL)
                            .setRetryOptions(
                                    RetryOptions.newBuilder().setMaximumAttempts(1).build())
                            .setDisableEagerExecution(true);
            if (!isLast) {
                options.setScheduleToStartTimeout(PREFERENCE);
            }
            try {
                return Workflow.newUntypedActivityStub(options.build())
                        .execute(NAME, byte[].class, Wire.bytes(start.request()));
            } catch (ActivityFailure e) {
                if (!isUntouched(e)) {
                    throw e;
                }
                position = isLast ? position : position + 1;
            }
        }
    }

    /** Whether no worker has begun it. */
    private static boolean isUntouched(ActivityFailure failure) {
        return switch (failure.getCause()) {
            case TimeoutFailure timeout ->
                    timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
            case ApplicationFailure refused -> refused.getType().equals(AttemptActivity.BUSY);
            case null, default -> false;
        };
    }
}
