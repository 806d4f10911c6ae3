package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.List;
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

    /** What came of an attempt to read the chain. */
    sealed interface ChainReading permits Metagraph, ChainReading.Unreadable {

        /**
         * No endpoint gave an answer that can be used.
         *
         * @param reasons one sentence for each endpoint that was asked, in the order of asking
         */
        record Unreadable(List<String> reasons) implements ChainReading {
            public Unreadable {
                reasons = List.copyOf(reasons);
            }
        }
    }
}
