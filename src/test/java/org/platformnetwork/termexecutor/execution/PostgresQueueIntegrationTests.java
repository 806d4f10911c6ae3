package org.platformnetwork.termexecutor.execution;

import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresQueueIntegrationTests extends QueueScenarios {

    private static final String DATABASE = PostgresServer.database();

    PostgresQueueIntegrationTests() {
        super(DATABASE);
    }
}
