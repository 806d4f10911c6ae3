package org.platformnetwork.termexecutor.monitoring.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.monitoring.tracing.TraceIds.Root;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/**
 * One trace for each task: a span from its first start to its verdict, and in it one for each phase
 * of each attempt. Only names that are public stand in them, since errors and outputs can quote
 * hidden tests. A full queue loses spans, and no one waits for a collector: the stop at most two
 * seconds, while the web server ends.
 */
@Component
@Conditional(OnTracingEndpointCondition.class)
final class TaskTracing implements SmartLifecycle, DisposableBean {

    private static final Duration LAST_TIMEOUT = Duration.ofSeconds(2);

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private volatile boolean running;
    private long deadline;
    private @Nullable CompletableResultCode end;

    TaskTracing(
            TracingSettings settings,
            ConfigurableEnvironment environment,
            BuildProperties build,
            InstantSource clock) {
        this.sdk = TracingSdk.of(environment, clock);
        this.tracer = sdk.getTracer("term-executor", String.valueOf(build.getVersion()));
    }

    @EventListener
    void on(BatchNotification activity) {
        switch (activity) {
            case BatchNotification.PhaseEnded ended -> phase(ended);
            case BatchNotification.TaskEnded ended -> task(ended);
            case BatchNotification.BatchBegan _,
                    BatchNotification.BatchEnded _,
                    BatchNotification.TaskValidated _ -> {}
        }
    }

    private void phase(BatchNotification.PhaseEnded phase) {
        var root = Root.of(phase.batch(), phase.task());
        span(phase.phase().wireName(), phase.batch(), phase.task(), phase.started())
                .setParent(Context.root().with(Span.wrap(context(root))))
                .setAttribute("term_executor.attempt", phase.attempt())
                .startSpan()
                .end(phase.ended());
    }

    private void task(BatchNotification.TaskEnded task) {
        var result = task.result();
        var builder = span("task", task.batch(), task.task(), task.started()).setNoParent();
        var span = TraceIds.give(Root.of(task.batch(), task.task()), builder::startSpan);
        var passed = result.passed();
        if (passed != null) {
            span.setAttribute("term_executor.passed", passed);
        }
        if (result.isolation() != null) {
            span.setAttribute("term_executor.isolation", result.isolation());
        }
        var failureClass = result.failureClass();
        if (failureClass != null) {
            span.setAttribute("term_executor.failure_class", failureClass.wireName());
            span.setStatus(StatusCode.ERROR, failureClass.wireName());
        }
        span.end(task.ended());
    }

    private SpanBuilder span(String name, BatchId batch, TaskId task, Instant started) {
        return tracer.spanBuilder(name)
                .setStartTimestamp(started)
                .setAttribute("term_executor.batch.id", batch.toString())
                .setAttribute("term_executor.task.id", task.toString());
    }

    /** The root is sampled when the task ends, and by its id only; so that is known before. */
    private SpanContext context(Root root) {
        var decision =
                sdk.getSdkTracerProvider()
                        .getSampler()
                        .shouldSample(
                                Context.root(),
                                root.traceId(),
                                "task",
                                SpanKind.INTERNAL,
                                Attributes.empty(),
                                List.of())
                        .getDecision();
        var flags =
                decision == SamplingDecision.RECORD_AND_SAMPLE
                        ? TraceFlags.getSampled()
                        : TraceFlags.getDefault();
        return SpanContext.create(root.traceId(), root.spanId(), flags, TraceState.getDefault());
    }

    @Override
    public void start() {
        running = true;
    }

    /** After the executor's stop, whose spans go along; what ends next does not wait for it. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
    }

    @Override
    public void stop() {
        running = false;
        deadline = System.nanoTime() + LAST_TIMEOUT.toNanos();
        end = sdk.getSdkTracerProvider().shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void destroy() {
        if (end != null) {
            end.join(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
