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

    @Nested
    class Places extends PlaceScenarios {
        Places() {
            super("");
        }
    }

    @Nested
    class Withdrawals extends WithdrawalScenarios {
        Withdrawals() {
            super("");
        }
    }

    @Nested
    class Cancellations extends CancellationVoteScenarios {
        Cancellations() {
            super("");
        }
    }
}
