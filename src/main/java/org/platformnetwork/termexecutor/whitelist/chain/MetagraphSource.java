package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.Set;

/** Where a metagraph comes from; tests of the whitelist put their own in its place. */
public interface MetagraphSource {

    /**
     * Reads the subnet once, at the finalized block of the first endpoint that gives a good answer.
     *
     * @param passedOver endpoints not to ask, as {@link Metagraph#endpoint} names them
     * @return an {@link ChainReading.Unreadable} without reasons when no endpoint is left to ask
     */
    ChainReading read(Set<String> passedOver) throws InterruptedException;
}
