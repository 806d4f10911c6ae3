package org.platformnetwork.termexecutor.monitoring.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log, at most once in ten minutes, that spans were lost. The library's own lines are
 * silenced: they quote addresses and what a collector answers.
 */
final class LossReportingExporter implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(LossReportingExporter.class);
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final SpanExporter exporter;
    private final InstantSource clock;
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

    LossReportingExporter(SpanExporter exporter, InstantSource clock) {
        this.exporter = exporter;
        this.clock = clock;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        var result = exporter.export(spans);
        result.whenComplete(() -> {
            if (!result.isSuccess()) {
                tell(count);
            }
        });
        return result;
    }

    private void tell(int count) {
        var now = clock.instant();
        var until = quietUntil.get();
        if (!now.isBefore(until) && quietUntil.compareAndSet(until, now.plus(QUIET))) {
            log.atWarn().addKeyValue("spans", count).log("The collector did not accept traces");
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
