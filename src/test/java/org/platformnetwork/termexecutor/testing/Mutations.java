package org.platformnetwork.termexecutor.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Feeds what a fuzzer would be given: some inputs to begin with, and changes of them that are the
 * same in every run. Where the long run of a fuzzer found a fault, its input is one more of these.
 */
public final class Mutations {

    private static final int ROUNDS = 400;
    private static final int MOST_CHANGES = 4;

    private final Random random = new Random(20);
    private final List<byte[]> seeds;

    private Mutations(List<byte[]> seeds) {
        this.seeds = seeds;
    }

    /** What is fuzzed: it must end, and end well, whatever it is given. */
    @FunctionalInterface
    public interface Target {
        void fuzz(byte[] input) throws Exception;
    }

    /** Has a target take each seed and some hundred changes of them. */
    public static void feed(Target target, byte[]... seeds) throws Exception {
        var mutations = new Mutations(List.of(seeds));
        for (var seed : seeds) {
            target.fuzz(seed);
        }
        for (int i = 0; i < ROUNDS; i++) {
            target.fuzz(mutations.next());
        }
    }

    private byte[] next() {
        var input = any();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = at + random.nextInt(input.length - at + 1);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(input, at);
            case 1 ->
                    joined(Arrays.copyOf(input, at), Arrays.copyOfRange(input, end, input.length));
            case 2 ->
                    joined(Arrays.copyOf(input, end), Arrays.copyOfRange(input, at, input.length));
            case 3 -> joined(Arrays.copyOf(input, at), any());
            default -> withOtherByte(input, at);
        };
    }

    private byte[] withOtherByte(byte[] input, int at) {
        var other = Arrays.copyOf(input, Math.max(input.length, at + 1));
        other[at] =
                switch (random.nextInt(3)) {
                    case 0 -> (byte) 0xff;
                    case 1 -> (byte) (other[at] ^ 1 << random.nextInt(8));
                    default -> (byte) random.nextInt();
                };
        return other;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
