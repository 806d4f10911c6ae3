package org.platformnetwork.termexecutor.hotkey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints how many signatures one thread verifies in a second: the median of five rounds after
 * warming up. A main class and no test, since a busy machine would make it fail; pin it to one core
 * (as with {@code taskset -c 0}) so that compiler and collector count as well.
 */
public final class Sr25519Benchmark {
    private static final int KEYS = 64;
    private static final int WARM_UP_ROUNDS = 4;
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 1_500_000_000L;

    private final VerificationKey[] keys = new VerificationKey[KEYS];
    private final byte[][] messages = new byte[KEYS][];
    private final Signature[] signatures = new Signature[KEYS];

    private Sr25519Benchmark() {
        for (int i = 0; i < KEYS; i++) {
            KeyPair pair = KeyPair.random();
            keys[i] = VerificationKey.of(pair.publicKey()).orElseThrow();
            messages[i] = (pair.hotkey().address() + "nonce-" + i).getBytes(StandardCharsets.UTF_8);
            signatures[i] = pair.sign(messages[i]);
        }
    }

    public static void main(String[] args) {
        Sr25519Benchmark benchmark = new Sr25519Benchmark();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            benchmark.round();
        }
        double[] rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rates[i] = benchmark.round();
        }
        Arrays.sort(rates);
        System.out.printf(
                "%.0f verifications per second on one thread (%.0f to %.0f in %d rounds)%n",
                rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1], ROUNDS);
    }

    private double round() {
        long start = System.nanoTime();
        long elapsed;
        int count = 0;
        do {
            int i = count % KEYS;
            if (!keys[i].verify(messages[i], signatures[i])) {
                throw new IllegalStateException("a good signature was refused");
            }
            count++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < ROUND_NANOS);
        return count * 1e9 / elapsed;
    }
}
