package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPairTests {
    private static final byte[] ALICE_SEED =
            HexFormat.of()
                    .parseHex("e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a");
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @Test
    void expandsTheSeedAsSubstrateDoes() {
        KeyPair alice = KeyPair.fromMiniSecret(ALICE_SEED);
        assertThat(HexFormat.of().formatHex(alice.publicKey().toByteArray()))
                .isEqualTo("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
        assertThat(alice.hotkey())
                .isEqualTo(new Hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"));
    }

    @Test
    void signsWhatVerifies() {
        Random random = new Random(99);
        for (int length = 0; length < 400; length++) {
            byte[] seed = new byte[32];
            byte[] message = new byte[length];
            random.nextBytes(seed);
            random.nextBytes(message);
            KeyPair keys = KeyPair.fromMiniSecret(seed);
            assertThat(Sr25519.verify(keys.publicKey(), message, keys.sign(message)))
                    .as("length %d, seed 99", length)
                    .isTrue();
        }
    }

    @Test
    void signsTheSameMessageDifferentlyEachTime() {
        KeyPair alice = KeyPair.fromMiniSecret(ALICE_SEED);
        Signature first = alice.sign(MESSAGE);
        Signature second = alice.sign(MESSAGE);
        assertThat(commitment(first)).isNotEqualTo(commitment(second));
        assertThat(Sr25519.verify(alice.publicKey(), MESSAGE, first)).isTrue();
        assertThat(Sr25519.verify(alice.publicKey(), MESSAGE, second)).isTrue();
    }

    @Test
    void randomPairsDiffer() {
        KeyPair keys = KeyPair.random();
        KeyPair others = KeyPair.random();
        assertThat(keys.publicKey()).isNotEqualTo(others.publicKey());
        assertThat(Sr25519.verify(keys.publicKey(), MESSAGE, keys.sign(MESSAGE))).isTrue();
        assertThat(Sr25519.verify(keys.publicKey(), MESSAGE, others.sign(MESSAGE))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void refusesSeedOfOtherLength(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyPair.fromMiniSecret(new byte[length]));
    }

    @Test
    void leavesTheSeedAsItWas() {
        byte[] seed = ALICE_SEED.clone();
        assertThat(KeyPair.fromMiniSecret(seed).sign(MESSAGE)).isNotNull();
        assertThat(seed).isEqualTo(ALICE_SEED);
    }

    @Test
    void doesNotShowItsSecret() {
        assertThat(KeyPair.fromMiniSecret(ALICE_SEED)).hasToString("KeyPair[hidden]");
    }

    private static byte[] commitment(Signature signature) {
        return Arrays.copyOf(signature.toByteArray(), 32);
    }
}
