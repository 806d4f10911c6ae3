package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnemonicTests {

    private static final HexFormat HEX = HexFormat.of();
    private static final String DEVELOPMENT =
            "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    /**
     * Entropy, words, and the seed as the Python packages mnemonic and py-bip39-bindings have it.
     */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    000102030405060708090a0b0c0d0e0f, abandon amount liar amount expire adjust cage candy arch gather drum buyer, 04b5bee44e4b039a7507f89e21d28ec153f0b47da43483a2a9f80afe092619b2
                    00000000000000000000000000000000, abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about, 4ed8d4b17698ddeaa1f1559f152f87b5d472f725ca86d341bd0276f1b61197e2
                    ffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong, ad9782e12472724c2108c22e7fe606a62571e697e50416202a35c4c259961ea8
                    000102030405060708090a0b0c0d0e0f10111213, abandon amount liar amount expire adjust cage candy arch gather drum bullet absurd math exhibit, 84b0af389bd1e4572a403c2f5d07e237611e4e2aaafeda4fc32af660bc7011d7
                    ffffffffffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrist, 1cab569379633c14da7dabcf63e2ba25abff3e8c4d51a5bd07e9c5782f255658
                    000102030405060708090a0b0c0d0e0f1011121314151617, abandon amount liar amount expire adjust cage candy arch gather drum bullet absurd math era live bid rib, 8ac736b6c66a977c99a7236b94231389025227830162f2243efe2c972828d5f5
                    ffffffffffffffffffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo when, 98a8522a02cdc4f1b7281092d86a262572a84eb15db07c257335e5973a6dfe54
                    000102030405060708090a0b0c0d0e0f101112131415161718191a1b, abandon amount liar amount expire adjust cage candy arch gather drum bullet absurd math era live bid rhythm alien crouch saddle, c4ae92684ee29a47a92fb4abec61354e7efed13e66ad418deccaefc64997ca77
                    ffffffffffffffffffffffffffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo veteran, d18fe1a78a4e7672f52e6afbb5576491ede358b8d83ee955eb5050c890b8fc46
                    000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, abandon amount liar amount expire adjust cage candy arch gather drum bullet absurd math era live bid rhythm alien crouch range attend journey unaware, 8b5c2f0b1d0f27f223df9bf205e3f3cdbf2fb9c3e4da36e0351a7a6ca6d10785
                    ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote, 73c73744c78131a200a006ac140bcfb3746e9cbff23a77bf8ff8a099d3f2dbe6
                    """)
    void agreesWithForeignPrograms(String entropy, String phrase, String seed) {
        assertThat(Mnemonic.ofEntropy(HEX.parseHex(entropy)).phrase()).isEqualTo(phrase);
        assertThat(Mnemonic.parse(phrase).miniSecret()).isEqualTo(HEX.parseHex(seed));
        assertThat(Mnemonic.parse(phrase).phrase()).isEqualTo(phrase);
    }

    @Test
    void developmentPhraseHasItsWellKnownSeed() {
        var upper = "\n" + DEVELOPMENT.toUpperCase(Locale.ROOT).replace(" ", " \t") + "\n";

        assertThat(HEX.formatHex(Mnemonic.parse(upper).miniSecret()))
                .isEqualTo("fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e");
    }

    @Test
    void wordListIsTheCanonicalOne() throws Exception {
        var text = String.join("\n", Mnemonic.words()) + "\n";
        var hash =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));

        assertThat(HEX.formatHex(hash))
                .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        assertThat(Mnemonic.words()).isSorted();
    }

    @Test
    void randomEntropyComesBack() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var entropy = new byte[16 + 4 * random.nextInt(5)];
            random.nextBytes(entropy);
            var mnemonic = Mnemonic.ofEntropy(entropy);

            assertThat(Mnemonic.parse(mnemonic.phrase()).miniSecret())
                    .as("seed " + seed)
                    .isEqualTo(mnemonic.miniSecret());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 15, 17, 33, 36})
    void otherAmountsOfEntropyAreRefused(int length) {
        assertThatThrownBy(() -> Mnemonic.ofEntropy(new byte[length]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongWordIsNamedByItsPlace() {
        refuses(DEVELOPMENT.replace("lake", "lakes"), "Word 4 ");
        refuses(DEVELOPMENT.replace("walk", "walker"), "Word 12 ");
        refuses("böttom" + DEVELOPMENT.substring(6), "Word 1 ");
    }

    @Test
    void wrongOrderAndWrongChecksumAreRefused() {
        refuses(DEVELOPMENT.replace("walk", "wall"), "checksum");
        refuses(DEVELOPMENT.replace("drive obey", "obey drive"), "checksum");
        refuses("abandon ".repeat(12), "checksum");
    }

    @Test
    void otherNumbersOfWordsAreRefused() {
        refuses("", "not 1");
        refuses(DEVELOPMENT.replace(" walk", ""), "not 11");
        refuses(DEVELOPMENT + " walk", "not 13");
        refuses("abandon ".repeat(27), "not 27");
    }

    @Test
    void derivationPathIsRefused() {
        refuses(DEVELOPMENT + "//Alice", "Derivation");
        refuses(DEVELOPMENT + " /soft", "Derivation");
    }

    @Test
    void showsNothingOfItself() {
        assertThat(Mnemonic.parse(DEVELOPMENT)).hasToString("Mnemonic[hidden]");
    }

    private static void refuses(String phrase, String reason) {
        assertThatThrownBy(() -> Mnemonic.parse(phrase))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("lake", "walk", "obey", "abandon", "Alice");
    }
}
