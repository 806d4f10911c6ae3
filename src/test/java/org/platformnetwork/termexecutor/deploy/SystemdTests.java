package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;

class SystemdTests {

    private static final Path DIRECTORY = DeployFile.ROOT.resolve("systemd");

    private final List<String> unit =
            DeployFile.text(DIRECTORY.resolve("term-executor.service")).lines().toList();

    @Test
    @EnabledIfCommand("systemd-analyze")
    void systemdTakesTheUnit(@TempDir Path temporary) throws IOException {
        var here = String.join("\n", unit).replaceAll("ExecStart=\\S+", "ExecStart=/bin/true");
        Files.writeString(temporary.resolve("term-executor.service"), here);

        assertThat(Shell.run(temporary, "systemd-analyze verify ./term-executor.service"))
                .isEmpty();
    }

    @Test
    void variablesAreSettingsOfTheService() {
        var known = Settings.names();
        known.add("LANG");
        var file = DeployFile.text(DIRECTORY.resolve("term-executor.env")).lines();
        var names =
                file.map(line -> line.replaceFirst("^#(?=[A-Z_]+=)", ""))
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("=", 2)[0]);

        assertThat(names).hasSizeGreaterThan(3).isSubsetOf(known);
        assertThat(
                        unit.stream()
                                .filter(line -> line.startsWith("Environment="))
                                .map(line -> line.split("=", 3)[1]))
                .hasSize(3)
                .isSubsetOf(known);
    }

    /** What bubblewrap needs: none of it may be closed by the unit. */
    @Test
    void sandboxesGetWhatTheyNeed() {
        assertThat(unit).contains("Delegate=yes", "OOMPolicy=continue", "KillMode=mixed");
        var closing =
                Arrays.asList(
                        "PrivateDevices",
                        "ProcSubset",
                        "ProtectKernelTunables",
                        "ProtectProc",
                        "RestrictAddressFamilies",
                        "RestrictNamespaces",
                        "SystemCallFilter");
        assertThat(
                        unit.stream()
                                .filter(line -> !line.startsWith("#"))
                                .map(line -> line.split("=", 2)[0]))
                .doesNotContainAnyElementsOf(closing);
    }
}
