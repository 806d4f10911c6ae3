package org.platformnetwork.termexecutor.whitelist.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleReaderTests {

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "04, 1",
        "fc, 63",
        "0101, 64",
        "fdff, 16383",
        "02000100, 16384",
        "feffffff, 1073741823",
        "0300000040, 1073741824",
        "03ffffffff, 4294967295",
        "070000000001, 4294967296",
        "0b00407a10f35a, 100000000000000",
        "13ffffffffffffff7f, 9223372036854775807",
        "13ffffffffffffffff, -1",
    })
    void readsShortestCompactNumbers(String hex, long value) throws ChainException {
        var reader = reader(hex);

        assertThat(reader.compactU64()).isEqualTo(value);
        assertThat(reader.remaining()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100",
                "fd00",
                "02000000",
                "feff0000",
                "0300000000",
                "03ffffff3f",
                "070000000000",
                "070000004000",
                "07ffffffff00",
                "0b000000000000",
                "13ffffffffffffff00"
            })
    void refusesCompactNumbersLongerThanTheyMustBe(String hex) {
        assertThatThrownBy(() -> reader(hex).compactU64())
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("longer than it must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17000000000000000001", "fffffffffffffffffffffffffffff0", "ff"})
    void refusesNumbersOfMoreThan64Bits(String hex) {
        assertThatThrownBy(() -> reader(hex).compactU64())
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("64 bits");
    }

    @Test
    void boundsNumbersOf16Bits() throws ChainException {
        assertThat(reader("feff0300").compactU16()).isEqualTo(65535);
        assertThatThrownBy(() -> reader("02000400").compactU16())
                .isInstanceOf(ChainException.class);
        assertThatThrownBy(() -> reader("13ffffffffffffffff").compactU16())
                .isInstanceOf(ChainException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "020001", "03000000", "13ffffffffffffff"})
    void refusesNumbersThatEndTooEarly(String hex) {
        assertThatThrownBy(() -> reader(hex).compactU64())
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("ends too early");
    }

    @Test
    void refusesBoolsThatAreNeitherZeroNorOne() throws ChainException {
        assertThat(reader("00").bool()).isFalse();
        assertThat(reader("01").bool()).isTrue();
        assertThatThrownBy(() -> reader("02").bool()).isInstanceOf(ChainException.class);
        assertThatThrownBy(() -> reader("ff").bool()).isInstanceOf(ChainException.class);
    }

    @Test
    void refusesListsLongerThanTheRest() throws ChainException {
        assertThat(reader("08" + "00".repeat(64)).count(32)).isEqualTo(2);
        assertThatThrownBy(() -> reader("08" + "00".repeat(63)).count(32))
                .isInstanceOf(ChainException.class);
        assertThatThrownBy(() -> reader("13ffffffffffffffff").count(1))
                .isInstanceOf(ChainException.class);
        assertThatThrownBy(() -> reader("130000000001000000" + "00").count(1))
                .isInstanceOf(ChainException.class);
    }

    private static ScaleReader reader(String hex) {
        return new ScaleReader(HexFormat.of().parseHex(hex));
    }
}
