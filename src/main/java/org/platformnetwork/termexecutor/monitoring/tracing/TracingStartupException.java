package org.platformnetwork.termexecutor.monitoring.tracing;

import java.io.Serial;

/** The service cannot start: a setting of OpenTelemetry cannot be used. */
public final class TracingStartupException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the operator
     */
    TracingStartupException(String message) {
        super(message);
    }
}
