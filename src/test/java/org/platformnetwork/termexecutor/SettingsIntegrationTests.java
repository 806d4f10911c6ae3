package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Settings and directories that stop the start of the whole service, with one line. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsIntegrationTests {

    @TempDir Path temporary;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT|70000|must be less than or equal to 65535",
                "ISOLATION|strong|auto, namespaces, uid or process",
                "AGENT_ENV|A B|comma-separated names of variables"
            })
    void badValueStopsTheStart(String name, String value, String allowed, CapturedOutput output) {
        assertThatThrownBy(() -> start(name, value)).isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains(" ERROR "))
                .singleElement()
                .asString()
                .endsWith("%s=%s is not allowed: %s.".formatted(name, value, allowed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WORKSPACE_BASE", "DATA_DIR"})
    void directoryOfAnotherServiceStopsTheStart(String shared, CapturedOutput output) {
        var own = shared.equals("DATA_DIR") ? "WORKSPACE_BASE" : "DATA_DIR";
        try (var first = RunningService.start(temporary.resolve("work"), Map.of())) {
            assertThatThrownBy(() -> start(own, temporary.resolve("own").toString()))
                    .isInstanceOf(RuntimeException.class);
            assertThat(first.client().get("/health").status()).isEqualTo(200);
        }

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains(" ERROR "))
                .singleElement()
                .asString()
                .endsWith(shared + " is in use by another term-executor; give each its own.");
    }

    @Test
    void damagedKeyStopsTheStartWithOneLine(CapturedOutput output) throws IOException {
        var data = Files.createDirectory(temporary.resolve("data"));
        Files.writeString(data.resolve("instance.key"), "damaged");

        assertThatThrownBy(() -> start("DATA_DIR", data.toString()))
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains(" ERROR "))
                .singleElement()
                .asString()
                .contains("instance.key in DATA_DIR cannot be read as an Ed25519 key;");
    }

    private void start(String name, String value) {
        RunningService.start(temporary.resolve("work"), Map.of(name, value)).close();
    }
}
