package org.platformnetwork.termexecutor.consensus;

import org.junit.jupiter.api.Nested;

class SqliteConsensusTests {

    @Nested
    class Votes extends VoteScenarios {
        Votes() {
            super("");
        }
    }

    @Nested
    class Expiry extends ExpiryScenarios {
        Expiry() {
            super("");
        }
    }
}
