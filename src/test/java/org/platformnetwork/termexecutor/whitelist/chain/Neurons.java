package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;

/** Metagraphs as large as a subnet of the mainnet. */
final class Neurons {

    private Neurons() {}

    static List<Neuron> random(int count, long seed) {
        var random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(uid -> {
                    var key = new byte[PublicKey.LENGTH];
                    random.nextBytes(key);
                    return new Neuron(
                            uid,
                            new PublicKey(key),
                            random.nextInt(16) == 0,
                            random.nextBoolean(),
                            random.nextLong() >>> (1 + random.nextInt(63)),
                            random.nextLong() >>> (1 + random.nextInt(63)),
                            random.nextLong() >>> (1 + random.nextInt(63)));
                })
                .toList();
    }
}
