package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresCancellationIntegrationTests extends CancellationScenarios {

    private static final String DATABASE = PostgresServer.database();

    PostgresCancellationIntegrationTests() {
        super("process", DATABASE);
    }
}
