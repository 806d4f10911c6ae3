package org.platformnetwork.termexecutor.submission.auth;

import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresNonceIntegrationTests extends NonceScenarios {

    private static final String DATABASE = PostgresServer.database();

    PostgresNonceIntegrationTests() {
        super(DATABASE);
    }
}
