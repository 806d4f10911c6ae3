package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeccakF1600Tests {
    private static final int SHA3_256_RATE = 136;

    @Test
    void givesTheSha3OfThisJava() throws Exception {
        MessageDigest sha3 = MessageDigest.getInstance("SHA3-256");
        Random random = new Random(1600);
        for (int length = 0; length < 3 * SHA3_256_RATE; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            assertThat(sha3With(message))
                    .as("length %d, seed 1600", length)
                    .isEqualTo(sha3.digest(message));
        }
    }

    private static byte[] sha3With(byte[] message) {
        byte[] padded =
                Arrays.copyOf(message, (message.length / SHA3_256_RATE + 1) * SHA3_256_RATE);
        padded[message.length] ^= 0x06;
        padded[padded.length - 1] ^= (byte) 0x80;
        ByteBuffer blocks = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        long[] state = new long[KeccakF1600.LANES];
        while (blocks.hasRemaining()) {
            for (int lane = 0; lane < SHA3_256_RATE / Long.BYTES; lane++) {
                state[lane] ^= blocks.getLong();
            }
            KeccakF1600.permute(state);
        }
        ByteBuffer hash = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int lane = 0; lane < 4; lane++) {
            hash.putLong(state[lane]);
        }
        return hash.array();
    }
}
