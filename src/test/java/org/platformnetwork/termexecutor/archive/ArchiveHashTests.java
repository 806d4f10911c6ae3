package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveHashTests {

    @Test
    void spellsDigestInLowerCase() {
        byte[] digest = new byte[32];
        digest[0] = (byte) 0xab;

        assertThat(ArchiveHash.of(digest)).hasToString("ab" + "00".repeat(31));
        assertThat(ArchiveHash.of(digest)).isEqualTo(new ArchiveHash("ab" + "00".repeat(31)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesDigestOfOtherLength(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> ArchiveHash.of(new byte[length]));
    }

    @Test
    void refusesOtherSpellings() {
        for (String hex : new String[] {"A".repeat(64), "g".repeat(64), "a".repeat(64) + "\n"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ArchiveHash(hex));
        }
    }
}
