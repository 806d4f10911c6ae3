package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTests {
    private static final String HEX =
            "02de95ad176d6053b0c0664b8609d52b41b341b08122a42dd06c36f4529c5065"
                    + "06718df54d3fe1729b635cc5ca67c326ee9f2b7384d1749650d1024321f07589";
    private static final Signature SIGNATURE = new Signature(HexFormat.of().parseHex(HEX));

    static Stream<String> accepted() {
        String upper = HEX.toUpperCase(Locale.ROOT);
        return Stream.of(
                HEX, "0x" + HEX, upper, "0x" + upper, HEX.substring(0, 64) + upper.substring(64));
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                "0x",
                "0X" + HEX,
                "0x0x" + HEX,
                " 0x" + HEX,
                " " + HEX,
                "0x" + HEX + " ",
                HEX + "\n",
                "0x " + HEX.substring(1),
                HEX.substring(0, 126) + "zz",
                HEX.substring(0, 127) + "\u0661",
                HEX.substring(0, 127) + "\uff11",
                Base64.getEncoder().encodeToString(SIGNATURE.toByteArray()),
                HEX + HEX);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void readsHexOfEitherCaseWithOrWithoutPrefix(String header) {
        assertThat(Signature.parse(header)).contains(SIGNATURE);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesEverythingElse(String header) {
        assertThat(Signature.parse(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 126, 127, 129, 130, 255, 256, 257, 10_000_000})
    void refusesOtherNumbersOfDigits(int digits) {
        assertThat(Signature.parse("a".repeat(128))).isPresent();
        assertThat(Signature.parse("a".repeat(digits))).isEmpty();
        assertThat(Signature.parse("0x" + "a".repeat(digits))).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        assertThat(SIGNATURE.toHex()).isEqualTo("0x" + HEX);
        assertThat(Signature.parse(SIGNATURE.toHex())).contains(SIGNATURE);
    }

    @Test
    void keepsItsOwnCopy() {
        byte[] bytes = new byte[64];
        Signature signature = new Signature(bytes);
        bytes[0] = 1;
        signature.toByteArray()[1] = 1;
        assertThat(signature.toByteArray()).containsOnly(0);
    }

    @Test
    void isEqualByValue() {
        assertThat(SIGNATURE)
                .isEqualTo(new Signature(SIGNATURE.toByteArray()))
                .hasSameHashCodeAs(new Signature(SIGNATURE.toByteArray()))
                .isNotEqualTo(new Signature(new byte[64]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 65, 128})
    void refusesOtherNumbersOfBytes(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Signature(new byte[length]));
    }

    @Test
    void doesNotShowItsBytes() {
        assertThat(SIGNATURE).hasToString("Signature[hidden]");
    }
}
