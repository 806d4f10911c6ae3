package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Every setting's name and default, and the one line with which a bad one stops the start. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTests {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\{([A-Z_]+):(?:\\$\\{([A-Z_]+):)?([^}]*)}");

    @Test
    void namesAndDefaultsAreTheContracts() throws IOException {
        assertThat(defaults())
                .containsAllEntriesOf(
                        Map.ofEntries(
                                Map.entry("PORT", "8080"),
                                Map.entry("SESSION_TTL_SECS", "7200"),
                                Map.entry("MAX_CONCURRENT_TASKS", "8"),
                                Map.entry("CONCURRENTLY_TASKS", "8"),
                                Map.entry("CLONE_TIMEOUT_SECS", "180"),
                                Map.entry("INSTALL_TIMEOUT_SECS", "600"),
                                Map.entry("AGENT_TIMEOUT_SECS", "600"),
                                Map.entry("TEST_TIMEOUT_SECS", "300"),
                                Map.entry("MAX_ARCHIVE_BYTES", "524288000"),
                                Map.entry("MAX_OUTPUT_BYTES", "1048576"),
                                Map.entry("WORKSPACE_BASE", "/tmp/sessions"),
                                Map.entry("CONSENSUS_THRESHOLD", "0.5"),
                                Map.entry("CONSENSUS_TTL_SECS", "60"),
                                Map.entry("MAX_PENDING_CONSENSUS", "100"),
                                Map.entry("MAX_PENDING_BYTES", "21474836480"),
                                Map.entry("MAX_QUEUED_BATCHES", "8"),
                                Map.entry("NONCE_TTL_SECS", "604800"),
                                Map.entry("TRUSTED_VALIDATORS", ""),
                                Map.entry("ALLOWED_GIT_PROTOCOLS", "https,http,ssh,git"),
                                Map.entry("REPO_REWRITE", ""),
                                Map.entry("GIT_ALLOW_PRIVATE", "false"),
                                Map.entry("PROBE_PORT", "-1"),
                                Map.entry("TRUSTED_PROXIES", ""),
                                Map.entry("PUBLIC_ADDRESSES", ""),
                                Map.entry("ISOLATION", "auto"),
                                Map.entry("INSTALL_AS_ROOT", "false"),
                                Map.entry("INSTALL_FAILURES", "fail"),
                                Map.entry("INSTALL_ENV", ""),
                                Map.entry("AGENT_ENV", ""),
                                Map.entry("AGENT_NETWORK", "allow"),
                                Map.entry("VERIFY_IN", "fresh"),
                                Map.entry("VERIFY_NETWORK", "none"),
                                Map.entry("TASK_VALIDATION", ""),
                                Map.entry("BASELINE_CHECK", "false"),
                                Map.entry("NEGATIVE_CONTROL", "true"),
                                Map.entry("WEBHOOK_URLS", ""),
                                Map.entry("WEBHOOK_ALLOW_PRIVATE", "false"),
                                Map.entry("DATABASE_LOCK_WAIT_SECS", "0"),
                                Map.entry("MAX_PATCH_BYTES", "5242880")));
    }

    @Test
    void everySettingIsInTheDocumentOnceWithItsDefault() throws IOException {
        var rows = new TreeMap<String, String>();
        var row = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\|");
        row.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .forEach(match ->
                        assertThat(rows.put(match.group(1), match.group(2)))
                                .as(match.group(1) + " is there twice")
                                .isNull());
        var expected = new TreeMap<String, String>();
        defaults().forEach((name, value) -> expected.put(name, value.isEmpty() ? "none" : value));
        expected.putAll(
                Map.of(
                        "BITTENSOR_GENESIS", "mainnet's",
                        "TASK_VALIDATION", "auto",
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"));

        assertThat(rows).isEqualTo(expected);
    }

    private static Map<String, String> defaults() throws IOException {
        var found = new TreeMap<String, String>();
        PLACEHOLDER
                .matcher(Files.readString(Path.of("src/main/resources/application.yml")))
                .results()
                .forEach(match -> {
                    found.put(match.group(1), match.group(3));
                    if (match.group(2) != null) {
                        found.put(match.group(2), match.group(3));
                    }
                });
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT|70000|must be less than or equal to 65535",
                "INTERNAL_PORT|70000|must be less than or equal to 65535",
                "ROLE|boss|all, coordinator or worker",
                "HEARTBEAT_SECS|1|must be longer than or equal to 2 seconds",
                "TEMPORAL_ADDRESS|nowhere|host:port",
                "PROBE_PORT|-2|must be greater than or equal to -1",
                "TRUSTED_PROXIES|10.0.0.0/33|comma-separated addresses or networks, as 10.0.0.0/8",
                "PUBLIC_ADDRESSES|300.1.1.1|comma-separated IP addresses",
                "GIT_ALLOW_PRIVATE|some|true or false",
                "MAX_CONCURRENT_TASKS|0|must be greater than or equal to 1",
                "CONCURRENTLY_TASKS|many|a number",
                "SESSION_TTL_SECS|soon|seconds, or a time with a unit, as 90s, 10m or 2h",
                "TASK_MEMORY_BYTES|4X|bytes, or a size with a unit, as 512M or 4G",
                "DATABASE_LOCK_WAIT_SECS|-1|must be longer than or equal to 0",
                "AGENT_TIMEOUT_SECS|0|must be longer than or equal to 1 second",
                "NONCE_TTL_SECS|299|must be longer than or equal to 300 seconds",
                "CONSENSUS_THRESHOLD|1.01|must be less than or equal to 1",
                "MAX_OUTPUT_BYTES|1023|a whole number of bytes from 1024 to 536870911",
                "MAX_ARCHIVE_BYTES|0|a number of bytes from 1 to 1099511627776",
                "ALLOWED_GIT_PROTOCOLS|ext|a comma-separated choice of https,http,ssh,git,file",
                "REPO_REWRITE|nothing|comma-separated FROM=TO prefixes",
                "ISOLATION|strong|auto, namespaces, uid or process",
                "INSTALL_FAILURES|never|fail or warn",
                "VERIFY_IN|there|fresh or in_place",
                "TASK_VALIDATION|sometimes|auto or always or off",
                "WEBHOOK_ALLOW_PRIVATE|some|true or false",
                "BASELINE_CHECK|often|true or false",
                "NEGATIVE_CONTROL|often|true or false",
                "INSTALL_AS_ROOT|maybe|true or false",
                "AGENT_ENV|A B|comma-separated names of variables",
                "MAX_PATCH_BYTES|1023|a whole number of bytes from 1024 to 268435456",
                "MAX_PENDING_BYTES|0|a number of bytes, 1 or more"
            })
    void badValueStopsTheStartWithOneLine(
            String name, String value, String allowed, CapturedOutput output) {
        assertThatThrownBy(() -> start(name, value)).isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains(" ERROR "))
                .singleElement()
                .asString()
                .endsWith("%s=%s is not allowed: %s.".formatted(name, value, allowed));
    }

    @Test
    void allBadValuesAreNamedAtOnce(CapturedOutput output) {
        assertThatThrownBy(() ->
                        start(
                                Map.of(
                                        "PORT", "70000",
                                        "AGENT_TIMEOUT_SECS", "0",
                                        "TEST_TIMEOUT_SECS", "soon",
                                        "MAX_PATCH_BYTES", "12",
                                        "CONCURRENTLY_TASKS", "many",
                                        "ISOLATION", "strong",
                                        "DATABASE_URL", "mysql://user:secret@h/d")))
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines().filter(line -> line.contains(" ERROR ")))
                .singleElement()
                .asString()
                .contains(
                        "PORT=70000 is not allowed: ",
                        "AGENT_TIMEOUT_SECS=0 is not allowed: ",
                        "TEST_TIMEOUT_SECS=soon is not allowed: ",
                        "MAX_PATCH_BYTES=12 is not allowed: ",
                        "CONCURRENTLY_TASKS=many is not allowed: ",
                        "ISOLATION=strong is not allowed: ",
                        "DATABASE_URL=(hidden) is not allowed: ")
                .doesNotContain("secret");
    }

    @Test
    void sizesAndTimesHaveUnits() {
        try (var context =
                start(
                        Map.of(
                                "LAYER_CACHE_BYTES", "4G",
                                "MAX_OUTPUT_BYTES", "2 MiB",
                                "MAX_PATCH_BYTES", "512kb",
                                "AGENT_TIMEOUT_SECS", "10m",
                                "TEST_TIMEOUT_SECS", "90"))) {
            assertThat(context.getBean(SandboxSettings.class).maxOutput())
                    .isEqualTo(DataSize.ofMegabytes(2));
            var pipeline = context.getBean(PipelineSettings.class);
            assertThat(pipeline.layerCache()).isEqualTo(DataSize.ofGigabytes(4));
            assertThat(pipeline.maxPatch()).isEqualTo(DataSize.ofKilobytes(512));
            assertThat(pipeline.agentTimeout()).hasMinutes(10);
            assertThat(pipeline.testTimeout()).hasSeconds(90);
        }
    }

    @Test
    void badHotkeyIsNamedByItsPlaceOnly(CapturedOutput output) {
        var value = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY,5GrwvaEF5zXb26Fz9";
        assertThatThrownBy(() -> start("TRUSTED_VALIDATORS", value))
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll())
                .contains("TRUSTED_VALIDATORS=(hidden) is not allowed")
                .contains("entry 2 is invalid");
        assertThat(output.getAll().lines().filter(line -> line.contains(" ERROR ")))
                .noneMatch(line -> line.contains("5Grwva"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mysql://h/d", "postgresql://h", "postgresql:///d", "h/d", "jdbc:sqlite:x"})
    void databaseUrlIsNeverShown(String value, CapturedOutput output) {
        assertThatThrownBy(() -> start("DATABASE_URL", value)).isInstanceOf(RuntimeException.class);

        assertThat(output.getAll()).contains("DATABASE_URL=(hidden) is not allowed");
        assertThat(output.getAll().lines().filter(line -> line.contains(" ERROR ")))
                .noneMatch(line -> line.contains(value));
    }

    private static void start(String name, String value) {
        start(Map.of(name, value)).close();
    }

    /** Reads the settings as the service does, and starts nothing else of it. */
    private static ConfigurableApplicationContext start(Map<String, String> variables) {
        var arguments =
                variables.entrySet().stream()
                        .map(variable -> "--" + variable.getKey() + "=" + variable.getValue());
        return new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .run(
                        Stream.concat(Stream.of("--BITTENSOR_RPC=off"), arguments)
                                .toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan
    static class Settings {}
}
