package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.Simultaneously;
import org.platformnetwork.termexecutor.testing.TestKeys;

/** What a service that starts again still knows. */
class RestartIntegrationTests {

    private static final int CLIENTS = 64;

    private @TempDir Path directory;

    @Test
    void nonceIsGoodOnceAcrossRestarts() {
        assertNonceIsGoodOnce(Map.of("ISOLATION", "process"));
    }

    @Test
    @EnabledIfPostgres
    void nonceIsGoodOnceAcrossRestartsWithPostgres(@TempDir Path own) throws IOException {
        try (var server = PostgresServer.start(own)) {
            assertNonceIsGoodOnce(Map.of("ISOLATION", "process", "DATABASE_URL", server.url()));
        }
    }

    private void assertNonceIsGoodOnce(Map<String, String> environment) {
        for (int start = 0; start < 2; start++) {
            try (var service = RunningService.start(directory.resolve("work"), environment)) {
                var answers =
                        Simultaneously.call(
                                CLIENTS,
                                number ->
                                        service.client()
                                                .submit(TestKeys.ALICE, "once", new byte[0], "")
                                                .text("error"));

                int accepted = start == 0 ? 1 : 0;
                assertThat(answers).filteredOn("missing_archive"::equals).hasSize(accepted);
                assertThat(answers).filteredOn("nonce_reused"::equals).hasSize(CLIENTS - accepted);
            }
        }
    }
}
