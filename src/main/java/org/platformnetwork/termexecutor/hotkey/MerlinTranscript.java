package org.platformnetwork.termexecutor.hotkey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A Merlin v1.0 transcript: what a challenge commits to, in order, with each label and length bound
 * in, so that no two sequences of messages give the same challenge.
 *
 * @see <a href="https://merlin.cool/transcript/ops.html">Merlin, transcript operations</a>
 */
final class MerlinTranscript {
    private final Strobe128 strobe;

    MerlinTranscript(String application) {
        strobe = new Strobe128(ascii("Merlin v1.0"));
        append("dom-sep", ascii(application));
    }

    private MerlinTranscript(MerlinTranscript other) {
        strobe = other.strobe.copy();
    }

    MerlinTranscript copy() {
        return new MerlinTranscript(this);
    }

    void append(String label, byte[] message) {
        strobe.metaAd(ascii(label), littleEndian(message.length));
        strobe.ad(message);
    }

    void append(String label, String message) {
        append(label, ascii(message));
    }

    byte[] challenge(String label, int length) {
        strobe.metaAd(ascii(label), littleEndian(length));
        return strobe.prf(length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
