package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

/** What a worker's tasks do not reach: its coordinator, and Temporal. */
class ClosedHostsTests {

    @TempDir Path directory;
    private @Nullable Workspaces workspaces;
    private @Nullable Sandboxes sandboxes;

    @AfterEach
    void close() throws IOException {
        if (sandboxes != null) {
            sandboxes.destroy();
        }
        if (workspaces != null) {
            workspaces.destroy();
        }
    }

    private Sandboxes open(String isolation, String... closed) throws IOException {
        var settings =
                new SandboxSettings(
                        directory.resolve("base"),
                        directory.resolve("data"),
                        isolation,
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of(closed));
        var none = DataSize.ofBytes(0);
        var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
        var runner = new ProcessRunner();
        workspaces = new Workspaces(settings, runner);
        sandboxes = new Sandboxes(settings, limits, runner, workspaces);
        return sandboxes;
    }

    @Test
    @EnabledIfRoot
    void levelThatCannotKeepTasksFromThemStopsTheStart() throws IOException {
        // Users of tasks have to pass it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        assertThatThrownBy(() -> open("uid", "https://192.0.2.1"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("a worker needs level namespaces");
    }

    @Test
    void trialWithoutIsolationStarts() throws IOException {
        assertThat(open("process", "https://192.0.2.1").isolation()).isEqualTo(Isolation.PROCESS);
    }

    @Test
    @EnabledIfCommand({"bwrap", "slirp4netns", "nft", "bash"})
    void noPhaseReachesThem() throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun cannot be opened");
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> greet(server));
            var opened = open("namespaces", "127.0.0.1:" + server.getLocalPort());
            var layer = Layer.create(directory.resolve("base/layer"));

            assertThat(run(opened, layer, SandboxPhase.PREPARE, server)).contains("refused");
            opened.seal(layer);
            assertThat(run(opened, layer, SandboxPhase.AGENT, server)).contains("refused");
            assertThat(run(opened, layer, SandboxPhase.VERIFY, server)).contains("refused");
        }
    }

    @Test
    void hostThatCannotBeLookedUpIsAnError() {
        var settings =
                new SandboxSettings(
                        directory,
                        directory,
                        "auto",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of("192.0.2.7"),
                        List.of("", "http://192.0.2.8:8090", "192.0.2.9:7233", "nowhere.invalid"));

        assertThat(settings.closedHosts()).hasSize(3);
        assertThatThrownBy(settings::closedIpv4Addresses).isInstanceOf(IOException.class);
    }

    @Test
    void filesOfTheSystemAreSeenByTasksUnlessTheyAreInDataDir() {
        var settings =
                new SandboxSettings(
                        Path.of("/var/tmp"),
                        Path.of("/etc/ssl"),
                        "auto",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());

        assertThat(settings.shows(Path.of("/etc/fleet.key"))).isTrue();
        assertThat(settings.shows(Path.of("/usr/bin/../lib/fleet.key"))).isTrue();
        assertThat(settings.shows(Path.of("/etc/ssl/fleet.key"))).isFalse();
        assertThat(settings.shows(Path.of("/var/tmp/fleet.key"))).isFalse();
        assertThat(settings.shows(Path.of("/run/fleet.key"))).isFalse();
    }

    private static void greet(ServerSocket server) {
        try {
            while (true) {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException _) {
            // The test has ended.
        }
    }

    private String run(Sandboxes opened, Layer layer, SandboxPhase phase, ServerSocket server)
            throws IOException {
        var script =
                "exec 3<>/dev/tcp/127.0.0.1/%d && head -1 <&3".formatted(server.getLocalPort());
        var place = Objects.requireNonNull(workspaces).newUpload();
        try (var sandbox = opened.open(place, layer, phase, "/repo")) {
            var command =
                    new SandboxCommand(
                            List.of("bash", "-c", script),
                            "",
                            Map.of(),
                            Duration.ofMinutes(1),
                            true);
            var outcome = sandbox.run(command).outcome();
            assertThat(outcome).isInstanceOf(ProcessResult.Exited.class);
            return ((ProcessResult.Exited) outcome).output().text();
        }
    }
}
