package org.platformnetwork.termexecutor.fleet.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.file.StartupException;

class FleetKeyTests {

    private static final String FIRST = "0123456789abcdef0123456789abcdef";
    private static final String SECOND = "fedcba9876543210fedcba9876543210";

    @Test
    void eachUseHasAKeyOfItsOwn() {
        var key = FleetKey.of(FIRST + "\n");

        assertThat(key.forRequests().getFirst().getEncoded())
                .hasSize(32)
                .isNotEqualTo(key.forPayloads().getFirst().getEncoded());
    }

    /** What one version derives, the next one has to derive as well; computed with OpenSSL. */
    @Test
    void keysAreThoseOfHkdf() {
        var key = FleetKey.of(FIRST);

        assertThat(HexFormat.of().formatHex(key.forPayloads().getFirst().getEncoded()))
                .isEqualTo("18a98aff9d1b685af5a63cb4d432de52f0897410c8700e5772f6d099e63d5e74");
        assertThat(HexFormat.of().formatHex(key.forRequests().getFirst().getEncoded()))
                .isEqualTo("03fdab0f5f6858cb64e36dc3341b1013dcae6201f6cc7a8f16c533892227102d");
    }

    @Test
    void twoKeysCountDuringARotation() {
        var keys = FleetKey.of(FIRST + "\n\n" + SECOND + "\n");

        assertThat(keys.forPayloads())
                .containsExactly(
                        FleetKey.of(FIRST).forPayloads().getFirst(),
                        FleetKey.of(SECOND).forPayloads().getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "0123456789abcdef0123456789abcde|has a line of fewer than 32 bytes",
                "0123456789abcdef0123456789abcdef,x|has a line of fewer than 32 bytes",
                "0123456789abcdef0123456789abcde1,0123456789abcdef0123456789abcde2,"
                        + "0123456789abcdef0123456789abcde3|has more than two lines"
            })
    void unusableFileIsRefusedWithoutAWordOfIt(String text, String reason, @TempDir Path directory)
            throws IOException {
        var file = directory.resolve("key");
        Files.writeString(file, text.replace(',', '\n'));

        assertThatThrownBy(() -> FleetKey.read(file.toString()))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("FLEET_KEY_FILE " + reason)
                .hasMessageNotContaining("abcdef");
    }

    @Test
    void missingFileIsRefused(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> FleetKey.read("")).hasMessageContaining("is not set");
        assertThatThrownBy(() -> FleetKey.read(directory.resolve("key").toString()))
                .hasMessage("FLEET_KEY_FILE cannot be read by the service's user.");
        Files.write(directory.resolve("key"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        assertThatThrownBy(() -> FleetKey.read(directory.resolve("key").toString()))
                .hasMessageContaining("is not text");
    }
}
