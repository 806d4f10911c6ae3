package org.platformnetwork.termexecutor.monitoring.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.file.StartupException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** OpenTelemetry's library, as its own variables set it: traces only, over HTTP only. */
final class TracingSdk {

    private static final String PREFIX = "OTEL_";
    private static final Pattern PROPERTY = Pattern.compile("otel(\\.[a-z_]+)+");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final String NAME = "term-executor";
    private static final Map<String, String> ALWAYS =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private TracingSdk() {}

    /**
     * @throws StartupException when a variable cannot be used; its value is not told, since headers
     *     are credentials
     */
    static OpenTelemetrySdk of(ConfigurableEnvironment environment, InstantSource clock) {
        var variables = properties(environment);
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> variables)
                    .addPropertiesCustomizer(_ -> ALWAYS)
                    .addResourceCustomizer((resource, _) -> named(resource))
                    .addTracerProviderCustomizer(
                            (builder, _) -> builder.setIdGenerator(new TraceIds()))
                    .addSpanExporterCustomizer(
                            (exporter, _) -> new LossReportingExporter(exporter, clock))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new StartupException(sentence(String.valueOf(e.getMessage())));
        }
    }

    /** The variables as the library names them; it looks for them in the process only. */
    private static Map<String, String> properties(ConfigurableEnvironment environment) {
        var properties = new HashMap<String, String>();
        properties.put("otel.exporter.otlp.protocol", TracingSettings.PROTOCOL);
        for (var source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                for (var name : enumerable.getPropertyNames()) {
                    var value = name.startsWith(PREFIX) ? environment.getProperty(name) : null;
                    if (value != null && !value.isBlank()) {
                        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
                    }
                }
            }
        }
        return properties;
    }

    private static Resource named(Resource resource) {
        var name = Objects.requireNonNullElse(resource.getAttribute(SERVICE), "");
        return name.isEmpty() || name.startsWith("unknown_service")
                ? resource.toBuilder().put(SERVICE, NAME).build()
                : resource;
    }

    private static String sentence(String message) {
        var property = PROPERTY.matcher(message);
        return property.find()
                ? property.group().toUpperCase(Locale.ROOT).replace('.', '_')
                        + "=(hidden) is not allowed: a value of OpenTelemetry's specification."
                : "A variable of OpenTelemetry (OTEL_...) has a value that it does not allow.";
    }
}
