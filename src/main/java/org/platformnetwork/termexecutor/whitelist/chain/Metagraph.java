package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.List;

/**
 * A subnet's neurons at one finalized block.
 *
 * @param blockHash {@code 0x} and 64 hexadecimal digits
 * @param specVersion the version of the runtime that gave the answer
 * @param endpoint the endpoint's scheme, host and port; never its path or credentials
 * @param neurons by uid, from 0 without gaps
 */
public record Metagraph(
        int netuid,
        long blockNumber,
        String blockHash,
        int specVersion,
        String endpoint,
        List<Neuron> neurons)
        implements ChainReading {

    public Metagraph {
        neurons = List.copyOf(neurons);
    }
}
