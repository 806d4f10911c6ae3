package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresValidationTableIntegrationTests extends ValidationTableScenarios {

    private static PostgresServer server;

    PostgresValidationTableIntegrationTests() {
        super(server.url());
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
