package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.springframework.util.unit.DataSize;

/** Sandboxes as the service opens them, on this machine's own network. */
@EnabledIfCommand({"bwrap", "slirp4netns", "nft", "bash", "perl"})
class AgentNetworkTests {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Path SERVICE = Path.of("/proc/self/ns/net");

    private static final ManualClock CLOCK = new ManualClock();

    @TempDir static Path directory;
    private static Workspaces workspaces;
    private static Sandboxes sandboxes;
    private static Layer layer;

    /** Once: what the level is chosen by takes seconds. */
    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun cannot be opened");
        var settings =
                new SandboxSettings(
                        directory.resolve("base"),
                        directory.resolve("data"),
                        "namespaces",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var none = DataSize.ofBytes(0);
        var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
        var runner = new ProcessRunner(CLOCK::nanoTime);
        workspaces = new Workspaces(settings, runner);
        sandboxes = new Sandboxes(settings, limits, runner, workspaces);
        layer = Layer.create(directory.resolve("base/layer"));
        sandboxes.seal(layer);
    }

    @AfterAll
    static void close() throws IOException {
        if (workspaces != null) {
            sandboxes.destroy();
            workspaces.destroy();
        }
    }

    @Test
    void givesAgentsAndTestsNetworksOfTheirOwn() throws IOException {
        assertThat(sandboxes.notes()).noneMatch(note -> note.contains("network"));
        var own = "net:\\[\\d+]\n";
        var service = Files.readSymbolicLink(SERVICE) + "\n";

        assertThat(run(SandboxPhase.PREPARE, true, "readlink /proc/self/ns/net"))
                .isEqualTo(service);
        assertThat(run(SandboxPhase.AGENT, true, "readlink /proc/self/ns/net"))
                .matches(own)
                .isNotEqualTo(service);
        assertThat(run(SandboxPhase.VERIFY, true, "readlink /proc/self/ns/net"))
                .matches(own)
                .isNotEqualTo(service);
        assertThat(
                        run(
                                SandboxPhase.AGENT,
                                true,
                                "grep -o tap0 /proc/net/dev; cat /etc/resolv.conf"))
                .isEqualTo("tap0\nnameserver 10.0.2.3\n");
        assertThat(
                        run(
                                SandboxPhase.AGENT,
                                false,
                                "grep -c : /proc/net/dev; grep -c lo: /proc/net/dev"))
                .isEqualTo("1\n1\n");
    }

    @Test
    void agentsDoNotReachTheServicesLoopback() throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> greet(server));

            assertThat(run(SandboxPhase.PREPARE, true, connect("127.0.0.1", server)))
                    .isEqualTo("hello\n");
            assertThat(run(SandboxPhase.AGENT, true, connect("127.0.0.1", server)))
                    .contains("refused");
            assertThat(run(SandboxPhase.AGENT, true, connect("10.0.2.2", server)))
                    .contains("refused");
            assertThat(run(SandboxPhase.AGENT, true, connect("10.0.2.3", server)))
                    .contains("refused");
        }
    }

    @Test
    void agentsCannotChangeTheirNetwork() throws IOException {
        assertThat(
                        run(
                                SandboxPhase.AGENT,
                                true,
                                """
                                nft flush ruleset >/dev/null 2>&1 && echo flushed
                                ip link set tap0 down >/dev/null 2>&1 && echo down
                                unshare --user --net true 2>/dev/null && echo nested
                                nsenter --net=/proc/1/ns/net nft flush ruleset 2>/dev/null && echo entered
                                perl -MSocket -e 'socket(S, AF_INET, SOCK_RAW, 255) && print "raw"'
                                perl -e 'socket(S, 17, 3, 0) && print "packet"'
                                grep -h Cap /proc/self/status | sort -u -k 2
                                ls /proc/self/fd
                                """))
                .isEqualTo("CapInh:\t0000000000000000\n0\n1\n2\n3\n");
        assertThat(run(SandboxPhase.AGENT, true, "nft flush ruleset 2>&1"))
                .contains("Operation not permitted");
    }

    @Test
    void exitCodesPassThrough() throws IOException {
        try (var sandbox = open(SandboxPhase.AGENT)) {
            assertThat(sandbox.run(command("exit 7", true)).outcome())
                    .isInstanceOfSatisfying(
                            ProcessResult.Exited.class,
                            exited -> assertThat(exited.code()).isEqualTo(7));
        }
    }

    @Test
    void nothingIsLeftOfACommandThatExits() throws IOException {
        var seen = seenWhileRunning("until test -e /tmp/gate; do sleep 0.01; done", () -> {});

        assertThat(seen.outcome()).isInstanceOf(ProcessResult.Exited.class);
        assertThat(seen.helpers()).isNotEmpty().noneMatch(AgentNetworkTests::runs);
    }

    @Test
    void nothingIsLeftOfACommandThatTimesOut() throws IOException {
        var seen =
                seenWhileRunning("setsid sleep 600 & exec sleep 600", () -> CLOCK.advance(TIMEOUT));

        assertThat(seen.outcome()).isInstanceOf(ProcessResult.TimedOut.class);
        assertThat(seen.helpers()).isNotEmpty().noneMatch(AgentNetworkTests::runs);
    }

    /**
     * @param helpers the processes of slirp4netns that were there while the command ran
     */
    private record Seen(ProcessResult outcome, List<ProcessHandle> helpers) {}

    private Seen seenWhileRunning(String script, Runnable then) throws IOException {
        try (var sandbox = open(SandboxPhase.AGENT)) {
            var outcome =
                    CompletableFuture.supplyAsync(
                            () -> sandbox.run(command(script, true)).outcome());
            await().until(() -> !helpers().isEmpty());
            var helpers = helpers();
            Files.createFile(sandbox.layout().temporary().resolve("gate"));
            then.run();
            return new Seen(outcome.join(), helpers);
        }
    }

    private static List<ProcessHandle> helpers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> name(process).equals("slirp4netns"))
                .toList();
    }

    /**
     * Not as {@link ProcessHandle#isAlive}, which takes those for alive that await their reaper.
     */
    private static boolean runs(ProcessHandle process) {
        try {
            var state = Files.readString(Path.of("/proc", process.pid() + "/stat"));
            return !state.contains(") Z ");
        } catch (IOException _) {
            return false;
        }
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", process.pid() + "/comm")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static String connect(String host, ServerSocket server) {
        return "exec 3<>/dev/tcp/%s/%d && head -n 1 <&3".formatted(host, server.getLocalPort());
    }

    private static void greet(ServerSocket server) {
        try {
            while (true) {
                try (var client = server.accept()) {
                    client.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private String run(SandboxPhase sandboxPhase, boolean network, String script)
            throws IOException {
        try (var sandbox = open(sandboxPhase)) {
            var processResult = sandbox.run(command(script, network)).outcome();
            assertThat(processResult).isInstanceOf(ProcessResult.Exited.class);
            return ((ProcessResult.Exited) processResult).output().text();
        }
    }

    private static Sandbox open(SandboxPhase sandboxPhase) throws IOException {
        return sandboxes.open(workspaces.newUpload(), layer, sandboxPhase, "/repo");
    }

    private static SandboxCommand command(String script, boolean network) {
        return new SandboxCommand(List.of("bash", "-c", script), "", Map.of(), TIMEOUT, network);
    }
}
