package org.platformnetwork.termexecutor.fleet;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker's hold on an attempt: it lasts as long as Temporal takes its heartbeats. */
final class HeldAttempt {

    private final TemporalConnection temporal;
    private final RecordActivityTaskHeartbeatRequest heartbeat;
    private final long timeoutNanos;
    private long held = System.nanoTime();
    private boolean isOver;

    /**
     * @param timeout after which Temporal gives the attempt to another worker
     */
    HeldAttempt(TemporalConnection temporal, byte[] token, Duration timeout) {
        this.temporal = temporal;
        this.heartbeat =
                RecordActivityTaskHeartbeatRequest.newBuilder()
                        .setNamespace(temporal.namespace())
                        .setTaskToken(ByteString.copyFrom(token))
                        .setIdentity(temporal.identity())
                        .build();
        this.timeoutNanos = timeout.toNanos();
    }

    /** Time between two heartbeats: one may be lost. */
    Duration interval() {
        return Duration.ofNanos(timeoutNanos / 4);
    }

    /** Tells Temporal that the attempt goes on; false when it must not. */
    boolean renew() {
        long now = System.nanoTime();
        if (isOver || now - held >= timeoutNanos) {
            return false;
        }
        try {
            var answer =
                    temporal.stubs()
                            .blockingStub()
                            .withDeadlineAfter(timeoutNanos / 4, TimeUnit.NANOSECONDS)
                            .recordActivityTaskHeartbeat(heartbeat);
            held = now;
            isOver = answer.getCancelRequested();
        } catch (StatusRuntimeException e) {
            isOver = e.getStatus().getCode() == Status.Code.NOT_FOUND;
        }
        return !isOver && System.nanoTime() - held < timeoutNanos;
    }
}
