package org.platformnetwork.termexecutor.monitoring.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * The ids of a task's trace and of its root span follow from batch and task, so that phases find
 * their parent before it is there, and after the service was started again.
 */
final class TraceIds implements IdGenerator {

    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private static final ScopedValue<Root> NEXT = ScopedValue.newInstance();

    private final IdGenerator random = IdGenerator.random();

    /** Both in lower-case hexadecimal digits. */
    record Root(String traceId, String spanId) {

        static Root of(BatchId batch, TaskId task) {
            var hash = DigestUtils.sha256(batch + "/" + task);
            var hex = HexFormat.of();
            return new Root(
                    hex.formatHex(hash, 0, TRACE_BYTES),
                    hex.formatHex(hash, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES));
        }
    }

    /** Lets the span that is started there be this root. */
    static <T> T give(Root root, Supplier<T> start) {
        return ScopedValue.where(NEXT, root).call(start::get);
    }

    @Override
    public String generateTraceId() {
        return NEXT.isBound() ? NEXT.get().traceId() : random.generateTraceId();
    }

    @Override
    public String generateSpanId() {
        return NEXT.isBound() ? NEXT.get().spanId() : random.generateSpanId();
    }
}
