package org.platformnetwork.termexecutor.whitelist.chain;

import org.platformnetwork.termexecutor.hotkey.PublicKey;

/**
 * One row of a metagraph. Stakes are in rao, 1e-9 of a token, and never negative: the chain counts
 * in u64, but more than 2^63 - 1 is more than can exist and is refused when it is read.
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
