package org.platformnetwork.termexecutor.batch;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresBatchIntegrationTests {

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
    class Changes extends BatchScenarios {
        Changes() {
            super(server.url());
        }
    }

    @Nested
    class All extends BatchesScenarios {
        All() {
            super(server.url());
        }
    }

    @Nested
    class Runs extends RunScenarios {
        Runs() {
            super(server.url());
        }
    }

    @Nested
    class Costs extends StorageScenarios {
        Costs() {
            super(server.url());
        }
    }
}
