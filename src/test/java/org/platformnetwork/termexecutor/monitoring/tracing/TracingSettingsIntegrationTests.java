package org.platformnetwork.termexecutor.monitoring.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TracingSettingsIntegrationTests {

    private static final String USABLE = "http://127.0.0.1:9";

    @TempDir Path temporary;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OTEL_EXPORTER_OTLP_ENDPOINT|collector.secret:4318|an http or https URL",
                "OTEL_EXPORTER_OTLP_ENDPOINT|ftp://secret/|an http or https URL",
                "OTEL_EXPORTER_OTLP_ENDPOINT|http:///secret|an http or https URL",
                "OTEL_EXPORTER_OTLP_ENDPOINT|http://user:secret@127.0.0.1|without user",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT|http://127.0.0.1/?key=secret|without user,"
                        + " query",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT|http://127.0.0.1/ secret|an http or https URL",
                "OTEL_EXPORTER_OTLP_PROTOCOL|grpc|http/protobuf.",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL|http/json|http/protobuf.",
                "OTEL_EXPORTER_OTLP_HEADERS|secret|a value of OpenTelemetry's specification",
                "OTEL_EXPORTER_OTLP_TIMEOUT|secret|a value of OpenTelemetry's specification",
                "OTEL_TRACES_SAMPLER|secret|a value of OpenTelemetry's specification",
                "OTEL_TRACES_EXPORTER|secret|a value of OpenTelemetry's specification"
            })
    void unusableValueStopsTheStartWithOneLine(
            String name, String value, String allowed, CapturedOutput output) {
        var variables = new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", USABLE));
        variables.put("ISOLATION", "process");
        variables.put(name, value);

        assertThatThrownBy(() -> RunningService.start(temporary.resolve("work"), variables).close())
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains(" ERROR "))
                .singleElement()
                .asString()
                .contains(name + "=")
                .contains(" is not allowed: ")
                .contains(allowed);
        assertThat(output.getAll()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"OTEL_EXPORTER_OTLP_PROTOCOL, grpc", "OTEL_TRACES_SAMPLER, unknown"})
    void nothingIsCheckedWithoutAnEndpoint(String name, String value) {
        var variables = Map.of(name, value, "ISOLATION", "process");
        try (var service = RunningService.start(temporary.resolve("work"), variables)) {
            assertThat(service.client().get("/readyz").status()).isEqualTo(200);
        }
    }
}
