package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class ConsensusSettingsTests {

    @ParameterizedTest
    @CsvSource({
        "0.5, 0, 1",
        "0.5, 1, 1",
        "0.5, 2, 1",
        "0.5, 3, 2",
        "0.5, 4, 2",
        "0.5, 5, 3",
        "0.5, 256, 128",
        "0.1, 10, 1",
        "0.1, 11, 2",
        "0.1, 30, 3",
        "0.7, 10, 7",
        "0.55, 100, 55",
        "0.57, 100, 57",
        "0.33, 3, 1",
        "0.34, 3, 2",
        "0, 0, 1",
        "0, 64, 1",
        "1, 0, 1",
        "1, 1, 1",
        "1.0, 64, 64",
        "0.0000001, 64, 1",
        "0.9999999, 64, 64",
    })
    void requiresTheShareRoundedUpAndAtLeastOne(
            BigDecimal threshold, int validators, int required) {
        var settings =
                new ConsensusSettings(
                        threshold, Duration.ofSeconds(60), 100, DataSize.ofGigabytes(20), 8);

        assertThat(settings.required(validators)).isEqualTo(required);
    }
}
