package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StrictJsonTests {

    private static final String TOO_MUCH =
            "It is nested too deep, has too many parts or a part that is too long.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "[1,]",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"b\":[{\"a\":1,\"a\":1}]}",
                "01",
                "NaN",
                "'a'",
                "{a:1}",
                "// c\n1",
                "\"a\nb\"",
                "\ufeff{}"
            })
    void refusesWhatIsNotPlainJson(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22ff22", "22c080 22", "22eda08022", "fffe2200", "22e28222"})
    void refusesWhatIsNotUtf8(String hex) {
        var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrictJson.read(bytes))
                .withMessage("It is not UTF-8.");
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "1, false"})
    void takesJsonUpToItsSize(int beyond, boolean taken) {
        var bytes = new byte[StrictJson.MAX_BYTES + beyond];
        Arrays.fill(bytes, (byte) ' ');
        bytes[0] = '7';

        if (taken) {
            assertThat(StrictJson.read(bytes).intValue()).isEqualTo(7);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StrictJson.read(bytes))
                    .withMessage("It is larger than 32 MiB.");
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "1, false"})
    void takesJsonUpToItsDepth(int beyond, boolean taken) {
        int depth = StrictJson.MAX_DEPTH + beyond;

        assertTaken("[".repeat(depth) + "]".repeat(depth), taken);
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "1, false"})
    void takesJsonUpToItsParts(int beyond, boolean taken) {
        int elements = StrictJson.MAX_TOKENS - 2 + beyond;

        assertTaken("[" + "0,".repeat(elements - 1) + "0]", taken);
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "1, false"})
    void takesTextsUpToTheirLength(int beyond, boolean taken) {
        assertTaken("[\"" + "x".repeat(StrictJson.MAX_TEXT + beyond) + "\"]", taken);
    }

    @Test
    void hugeDepthIsNoStackOverflow() {
        assertTaken("[".repeat(5_000_000), false);
    }

    private static void assertTaken(String json, boolean taken) {
        if (taken) {
            assertThat(read(json).isArray()).isTrue();
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> read(json)).withMessage(TOO_MUCH);
        }
    }

    private static JsonNode read(String json) {
        return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
