package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.monitoring.tracing.TracingStartupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a variable of OpenTelemetry that cannot be used stop the start with a sentence. */
final class TracingFailureAnalyzer extends AbstractFailureAnalyzer<TracingStartupException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, TracingStartupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
