package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.List;

/** What came of an attempt to read the chain. */
public sealed interface ChainReading permits Metagraph, ChainReading.Unreadable {

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
