package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTests {
    @Test
    void keepsItsOwnCopy() {
        byte[] bytes = new byte[32];
        PublicKey key = new PublicKey(bytes);
        bytes[0] = 1;
        key.toByteArray()[1] = 1;
        assertThat(key.toByteArray()).containsOnly(0);
    }

    @Test
    void isEqualByValue() {
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(new PublicKey(other))
                .isEqualTo(new PublicKey(other))
                .hasSameHashCodeAs(new PublicKey(other))
                .isNotEqualTo(new PublicKey(new byte[32]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void refusesOtherLengths(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PublicKey(new byte[length]));
    }

    @Test
    void knowsTheAllZeroKey() {
        byte[] bytes = new byte[32];
        assertThat(new PublicKey(bytes).isAllZero()).isTrue();
        bytes[31] = (byte) 0x80;
        assertThat(new PublicKey(bytes).isAllZero()).isFalse();
    }

    @Test
    void doesNotShowItsBytes() {
        assertThat(new PublicKey(new byte[32])).hasToString("PublicKey[hidden]");
    }
}
