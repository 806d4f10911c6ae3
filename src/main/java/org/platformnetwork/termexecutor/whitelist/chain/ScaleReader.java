package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.Arrays;
import org.platformnetwork.termexecutor.hotkey.PublicKey;

/**
 * Reads SCALE, the encoding of Substrate chains, and refuses whatever no encoder writes: two
 * encodings of one value would mean that the layout is not the one we think it is.
 */
final class ScaleReader {

    private final byte[] data;
    private int position;

    ScaleReader(byte[] data) {
        this.data = data.clone();
    }

    int remaining() {
        return data.length - position;
    }

    /** A byte, 0 to 255. */
    int u8() throws ChainException {
        if (remaining() == 0) {
            throw new ChainException(
                    "the state ends too early, after %d bytes".formatted(position));
        }
        return data[position++] & 0xFF;
    }

    boolean bool() throws ChainException {
        int value = u8();
        if (value > 1) {
            throw malformed("%d stands where a bool must".formatted(value));
        }
        return value == 1;
    }

    PublicKey account() throws ChainException {
        if (remaining() < PublicKey.LENGTH) {
            throw new ChainException(
                    "the state ends too early, after %d bytes".formatted(position));
        }
        int start = position;
        position += PublicKey.LENGTH;
        return new PublicKey(Arrays.copyOfRange(data, start, position));
    }

    int compactU16() throws ChainException {
        long value = compactU64();
        if (value < 0 || value > 0xFFFF) {
            throw malformed("a number is too large for 16 bits");
        }
        return (int) value;
    }

    /** A compact number; one of 2^63 or more comes as a negative long. */
    long compactU64() throws ChainException {
        int first = u8();
        int upper = first >>> 2;
        return switch (first & 3) {
            case 0 -> upper;
            case 1 -> atLeast(1L << 6, upper | (littleEndian(1) << 6));
            case 2 -> atLeast(1L << 14, upper | (littleEndian(3) << 6));
            default -> big(upper + 4);
        };
    }

    /** How many elements follow; never more than there are bytes left for them. */
    int count(int leastBytesOfElement) throws ChainException {
        long count = compactU64();
        if (count < 0 || count > remaining() / leastBytesOfElement) {
            throw malformed("a list is longer than the rest of the state");
        }
        return (int) count;
    }

    private long big(int bytes) throws ChainException {
        if (bytes > Long.BYTES) {
            throw malformed("a number is too large for 64 bits");
        }
        long value = littleEndian(bytes);
        if (value >>> (8 * (bytes - 1)) == 0) {
            throw malformed("a number is longer than it must be");
        }
        return bytes == 4 ? atLeast(1L << 30, value) : value;
    }

    private long atLeast(long least, long value) throws ChainException {
        if (value < least) {
            throw malformed("a number is longer than it must be");
        }
        return value;
    }

    private long littleEndian(int bytes) throws ChainException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) u8() << (8 * i);
        }
        return value;
    }

    private ChainException malformed(String what) {
        return new ChainException(
                "the state is malformed before byte %d: %s".formatted(position, what));
    }
}
