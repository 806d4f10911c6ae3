package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.TestKeys;

class RoleIntegrationTests {

    @TempDir Path temporary;

    @Test
    void serviceThatDoesEverythingLoadsNothingOfTemporal() throws IOException {
        var classes = temporary.resolve("classes");
        var environment =
                Map.of(
                        "PORT",
                        "0",
                        "ISOLATION",
                        "process",
                        "BITTENSOR_RPC",
                        "off",
                        "TRUSTED_VALIDATORS",
                        TestKeys.trustedValidators(),
                        "WORKSPACE_BASE",
                        temporary.resolve("work").toString(),
                        "DATA_DIR",
                        temporary.resolve("data").toString());

        try (var service =
                RoleProcess.start(
                        temporary.resolve("log"),
                        environment,
                        "-Xlog:class+load:file=" + classes)) {
            service.awaitLine("Service started");
        }

        assertThat(Files.readString(classes))
                .contains("org.platformnetwork.termexecutor.fleet.FleetSettings")
                .doesNotContain("io.temporal.", "io.grpc.", "com.google.protobuf.");
    }
}
