package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.List;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource.ChainReading;

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

    /**
     * One row of a metagraph. Stakes are in rao, 1e-9 of a token, and never negative: the chain
     * counts in u64, but more than 2^63 - 1 is more than can exist and is refused when it is read.
     *
     * @param permit whether the chain lets it validate
     * @param active whether it has set weights lately
     * @param alphaStake of the subnet's own token, with what child and parent keys hand on
     * @param taoStake stake on the root network
     * @param totalStake the chain's weighted sum of both
     */
    public record Neuron(
            int uid,
            PublicKey hotkey,
            boolean permit,
            boolean active,
            long alphaStake,
            long taoStake,
            long totalStake) {}
}
