package org.platformnetwork.termexecutor.monitoring.tracing;

import java.util.stream.Stream;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Keeps every class of OpenTelemetry from being loaded by a service that sends no traces. */
final class OnTracingEndpointCondition implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Stream.of("tracing.traces-endpoint", "tracing.endpoint")
                .map(name -> context.getEnvironment().getProperty(name, ""))
                .anyMatch(url -> !url.isBlank());
    }
}
