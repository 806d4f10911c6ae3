package org.platformnetwork.termexecutor.hotkey;

/**
 * The Keccak-f[1600] permutation of FIPS 202, which neither the JDK nor Bouncy Castle offers by
 * itself: both only have the hashes built on it, with a padding that STROBE does not use.
 */
final class KeccakF1600 {
    static final int LANES = 25;

    private static final long[] ROUND_CONSTANTS = {
        0x0000000000000001L, 0x0000000000008082L, 0x800000000000808AL, 0x8000000080008000L,
        0x000000000000808BL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
        0x000000000000008AL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000AL,
        0x000000008000808BL, 0x800000000000008BL, 0x8000000000008089L, 0x8000000000008003L,
        0x8000000000008002L, 0x8000000000000080L, 0x000000000000800AL, 0x800000008000000AL,
        0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L
    };

    /** The lane that each step of rho and pi moves to, along the one cycle that pi makes. */
    private static final int[] PI_LANES = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };

    /** How far rho turns the lane that moves there: the triangular numbers modulo 64. */
    private static final int[] RHO_TURNS = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };

    private KeccakF1600() {}

    /**
     * Permutes 25 lanes in place; lane {@code x + 5 * y} holds bytes {@code 8 * (x + 5 * y)} and
     * on, little-endian.
     */
    static void permute(long[] state) {
        long[] column = new long[5];
        for (long roundConstant : ROUND_CONSTANTS) {
            theta(state, column);
            rhoAndPi(state);
            chi(state);
            state[0] ^= roundConstant;
        }
    }

    private static void theta(long[] state, long[] column) {
        for (int x = 0; x < 5; x++) {
            column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        }
        for (int x = 0; x < 5; x++) {
            long mix = column[(x + 4) % 5] ^ Long.rotateLeft(column[(x + 1) % 5], 1);
            for (int y = 0; y < LANES; y += 5) {
                state[x + y] ^= mix;
            }
        }
    }

    private static void rhoAndPi(long[] state) {
        long moving = state[1];
        for (int i = 0; i < PI_LANES.length; i++) {
            int lane = PI_LANES[i];
            long next = state[lane];
            state[lane] = Long.rotateLeft(moving, RHO_TURNS[i]);
            moving = next;
        }
    }

    private static void chi(long[] state) {
        for (int y = 0; y < LANES; y += 5) {
            long first = state[y];
            long second = state[y + 1];
            state[y] ^= ~second & state[y + 2];
            state[y + 1] ^= ~state[y + 2] & state[y + 3];
            state[y + 2] ^= ~state[y + 3] & state[y + 4];
            state[y + 3] ^= ~state[y + 4] & first;
            state[y + 4] ^= ~first & second;
        }
    }
}
