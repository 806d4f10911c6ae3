package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the vectors of RFC 8032, section 7.1. */
class VerifyingKeyTests {

    private static final String KEY =
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private static final byte[] MESSAGE = {0x72};
    private static final String SIGNATURE =
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    @Test
    void verifiesTheStandardsSignatures() {
        assertThat(new VerifyingKey(KEY).verifies(MESSAGE, SIGNATURE)).isTrue();
        assertThat(
                        new VerifyingKey(
                                        "d75a980182b10ab7d54bfed3c964073a"
                                                + "0ee172f3daa62325af021a68f707511a")
                                .verifies(
                                        new byte[0],
                                        "e5564300c360ac729086e2cc806e828a"
                                                + "84877f1eb8e5d974d873e06522490155"
                                                + "5fb8821590a33bacc61e39701cf9b46b"
                                                + "d25bf5f0595bbe24655141438e7a100b"))
                .isTrue();
    }

    @Test
    void refusesEverythingElse() {
        var key = new VerifyingKey(KEY);

        assertThat(key.verifies(new byte[] {0x73}, SIGNATURE)).isFalse();
        assertThat(key.verifies(new byte[0], SIGNATURE)).isFalse();
        for (int i = 0; i < SIGNATURE.length(); i++) {
            int digit = HexFormat.fromHexDigit(SIGNATURE.charAt(i)) ^ 1;
            var changed =
                    SIGNATURE.substring(0, i)
                            + Integer.toHexString(digit)
                            + SIGNATURE.substring(i + 1);
            assertThat(key.verifies(MESSAGE, changed)).as("digit %d", i).isFalse();
        }
    }

    /** The same signature with the group's order added to its second half, RFC 8032, 8.4. */
    @Test
    void refusesTheSecondSpellingOfASignature() {
        var other =
                SIGNATURE.substring(0, 64)
                        + "f52db7415978abc61b2c2eb6aeebfca0"
                        + "387b2eaeb4302aeeb00d291612bb0c10";

        assertThat(new VerifyingKey(KEY).verifies(MESSAGE, other)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0", "126", "127", "129", "130"})
    void refusesSignaturesOfAnotherLength(int length) {
        var signature = (SIGNATURE + "00").substring(0, length);

        assertThat(new VerifyingKey(KEY).verifies(MESSAGE, signature)).isFalse();
    }

    @Test
    void refusesAnotherSpelling() {
        var upper = SIGNATURE.toUpperCase(Locale.ROOT);

        assertThat(new VerifyingKey(KEY).verifies(MESSAGE, upper)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3d",
                "3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c0",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660g",
                "0200000000000000000000000000000000000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void refusesWhatIsNoKey(String hex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerifyingKey(hex))
                .withMessageStartingWith("A public key is ");
    }
}
