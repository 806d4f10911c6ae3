package org.platformnetwork.termexecutor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.InstallFailures;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.Network;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings.TaskValidationMode;
import org.springframework.util.unit.DataSize;

class PipelineSettingsTests {

    @ParameterizedTest
    @CsvSource({
        ", false, AUTO",
        ", true, ALWAYS",
        "AUTO, true, AUTO",
        "ALWAYS, false, ALWAYS",
        "OFF, true, OFF"
    })
    void taskValidationWinsOverBaselineCheck(
            TaskValidationMode mode, boolean baselineCheck, TaskValidationMode expected) {
        var settings =
                new PipelineSettings(
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        InstallFailures.FAIL,
                        VerifiedIn.FRESH,
                        Network.NONE,
                        Network.ALLOW,
                        mode,
                        baselineCheck,
                        true,
                        DataSize.ofMegabytes(1),
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());

        assertThat(settings.validationMode()).isEqualTo(expected);
    }
}
