package org.platformnetwork.termexecutor.hotkey;

import java.nio.charset.StandardCharsets;

/**
 * The part of STROBE v1.0.2 at 128-bit security that Merlin uses (associated data and PRF, no
 * transport, no encryption). Each operation is closed by the next one, so {@link #ad} twice is not
 * {@link #ad} once with both parts.
 *
 * @see <a href="https://strobe.sourceforge.io/specs/">STROBE specification</a>
 */
final class Strobe128 {
    /**
     * Bytes absorbed between two permutations: 200 less twice the security, less two of padding.
     */
    private static final int RATE = 166;

    private static final int INBOUND = 1;
    private static final int APPLICATION = 1 << 1;
    private static final int CIPHER = 1 << 2;
    private static final int META = 1 << 4;

    private final long[] state;
    private int position;
    private int operationStart;

    Strobe128(byte[] protocol) {
        state = new long[KeccakF1600.LANES];
        byte[] domain = {1, (byte) (RATE + 2), 1, 0, 1, 12 * 8};
        byte[] version = "STROBEv1.0.2".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < domain.length; i++) {
            mix(i, domain[i]);
        }
        for (int i = 0; i < version.length; i++) {
            mix(domain.length + i, version[i]);
        }
        KeccakF1600.permute(state);
        metaAd(protocol);
    }

    private Strobe128(Strobe128 other) {
        state = other.state.clone();
        position = other.position;
        operationStart = other.operationStart;
    }

    Strobe128 copy() {
        return new Strobe128(this);
    }

    /** Absorbs the parts as one operation that describes the one after it. */
    void metaAd(byte[]... parts) {
        begin(META | APPLICATION);
        for (byte[] part : parts) {
            absorb(part);
        }
    }

    void ad(byte[] data) {
        begin(APPLICATION);
        absorb(data);
    }

    /** Returns {@code length} bytes that depend on all that was absorbed, and forgets them. */
    byte[] prf(int length) {
        begin(INBOUND | APPLICATION | CIPHER);
        byte[] output = new byte[length];
        for (int i = 0; i < length; i++) {
            output[i] = (byte) (state[position >> 3] >>> shift(position));
            state[position >> 3] &= ~(0xFFL << shift(position));
            advance();
        }
        return output;
    }

    private void begin(int flags) {
        int previousStart = operationStart;
        operationStart = position + 1;
        absorb(new byte[] {(byte) previousStart, (byte) flags});
        if ((flags & CIPHER) != 0 && position != 0) {
            permute();
        }
    }

    private void absorb(byte[] data) {
        for (byte value : data) {
            mix(position, value);
            advance();
        }
    }

    private void advance() {
        position++;
        if (position == RATE) {
            permute();
        }
    }

    private void permute() {
        mix(position, (byte) operationStart);
        mix(position + 1, (byte) 0x04);
        mix(RATE + 1, (byte) 0x80);
        KeccakF1600.permute(state);
        position = 0;
        operationStart = 0;
    }

    private void mix(int index, byte value) {
        state[index >> 3] ^= (value & 0xFFL) << shift(index);
    }

    private static int shift(int index) {
        return (index & 7) << 3;
    }
}
