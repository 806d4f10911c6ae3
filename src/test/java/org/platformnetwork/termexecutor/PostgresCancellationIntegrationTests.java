package org.platformnetwork.termexecutor;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresCancellationIntegrationTests extends CancellationScenarios {

    private static PostgresServer server;

    PostgresCancellationIntegrationTests() {
        super("process", server.url());
    }

    @BeforeAll
    static void startServer(@TempDir Path own) throws IOException {
        server = PostgresServer.start(own);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }
}
