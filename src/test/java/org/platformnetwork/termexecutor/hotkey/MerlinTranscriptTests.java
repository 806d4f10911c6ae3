package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MerlinTranscriptTests {
    /** The values that Merlin's Rust and Go implementations agree on in their own tests. */
    @Test
    void givesThePublishedSimpleChallenge() {
        MerlinTranscript transcript = new MerlinTranscript("test protocol");
        transcript.append("some label", "some data");
        assertThat(HexFormat.of().formatHex(transcript.challenge("challenge", 32)))
                .isEqualTo("d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615");
    }

    @Test
    void givesThePublishedChallengeAfterManyLongMessages() {
        MerlinTranscript transcript = new MerlinTranscript("test protocol");
        byte[] data = new byte[1024];
        Arrays.fill(data, (byte) 99);
        transcript.append("step1", "some data");
        byte[] challenge = new byte[0];
        for (int i = 0; i < 32; i++) {
            challenge = transcript.challenge("challenge", 32);
            transcript.append("bigdata", data);
            transcript.append("challengedata", challenge);
        }
        assertThat(HexFormat.of().formatHex(challenge))
                .isEqualTo("a8c933f54fae76e3f9bea93648c1308e7dfa2152dd51674ff3ca438351cf003c");
    }

    @Test
    void copyGoesItsOwnWay() {
        MerlinTranscript transcript = new MerlinTranscript("test protocol");
        MerlinTranscript same = transcript.copy();
        MerlinTranscript other = transcript.copy();
        other.append("label", "data");
        byte[] challenge = transcript.challenge("challenge", 32);
        assertThat(same.challenge("challenge", 32)).isEqualTo(challenge);
        assertThat(other.challenge("challenge", 32)).isNotEqualTo(challenge);
    }

    @Test
    void tellsMessagesApartThatJoinToTheSameBytes() {
        assertThat(challengeOf("ab", "c")).isNotEqualTo(challengeOf("a", "bc"));
    }

    private static byte[] challengeOf(String first, String second) {
        MerlinTranscript transcript = new MerlinTranscript("test protocol");
        transcript.append("part", first);
        transcript.append("part", second);
        return transcript.challenge("challenge", 32);
    }
}
