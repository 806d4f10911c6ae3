package org.platformnetwork.termexecutor.consensus;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresConsensusIntegrationTests {

    private static PostgresServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Votes extends VoteScenarios {
        Votes() {
            super(server.url());
        }
    }

    @Nested
    class Expiry extends ExpiryScenarios {
        Expiry() {
            super(server.url());
        }
    }

    @Nested
    class Places extends PlaceScenarios {
        Places() {
            super(server.url());
        }
    }

    @Nested
    class Withdrawals extends WithdrawalScenarios {
        Withdrawals() {
            super(server.url());
        }
    }

    @Nested
    class Cancellations extends CancellationVoteScenarios {
        Cancellations() {
            super(server.url());
        }
    }
}
