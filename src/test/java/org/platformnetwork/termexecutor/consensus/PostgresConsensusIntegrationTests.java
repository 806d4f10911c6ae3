package org.platformnetwork.termexecutor.consensus;

import org.junit.jupiter.api.Nested;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresConsensusIntegrationTests {

    private static final String DATABASE = PostgresServer.database();

    @Nested
    class Votes extends VoteScenarios {
        Votes() {
            super(DATABASE);
        }
    }

    @Nested
    class Expiry extends ExpiryScenarios {
        Expiry() {
            super(DATABASE);
        }
    }

    @Nested
    class Places extends PlaceScenarios {
        Places() {
            super(DATABASE);
        }
    }

    @Nested
    class Withdrawals extends WithdrawalScenarios {
        Withdrawals() {
            super(DATABASE);
        }
    }

    @Nested
    class Cancellations extends CancellationVoteScenarios {
        Cancellations() {
            super(DATABASE);
        }
    }
}
