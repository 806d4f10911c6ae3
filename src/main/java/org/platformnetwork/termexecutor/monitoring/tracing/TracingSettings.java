package org.platformnetwork.termexecutor.monitoring.tracing;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whether traces are sent. All else that OpenTelemetry's specification names ({@code OTEL_…}) is
 * read by its library.
 *
 * @param tracesEndpoint where they are sent, as it stands; empty for the next
 * @param endpoint of the collector, below which traces have their place; empty for none
 * @param protocol how it is spoken to; empty for the only one there is
 */
@ConfigurationProperties("tracing")
record TracingSettings(String tracesEndpoint, String endpoint, String protocol) {

    static final String PROTOCOL = "http/protobuf";

    TracingSettings {
        check("traces-endpoint", tracesEndpoint);
        check("endpoint", endpoint);
        boolean isOff = tracesEndpoint.isBlank() && endpoint.isBlank();
        if (!isOff && !protocol.isBlank() && !protocol.equals(PROTOCOL)) {
            throw new IllegalArgumentException("protocol: " + PROTOCOL);
        }
    }

    private static void check(String component, String url) {
        if (!url.isBlank() && !isUsable(url)) {
            throw new IllegalArgumentException(
                    component + ": an http or https URL without user, query and fragment");
        }
    }

    /** Credentials belong into headers: the client would leave out those of a URL silently. */
    private static boolean isUsable(String endpoint) {
        try {
            var url = URI.create(endpoint);
            return isWeb(url.getScheme())
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isWeb(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }
}
