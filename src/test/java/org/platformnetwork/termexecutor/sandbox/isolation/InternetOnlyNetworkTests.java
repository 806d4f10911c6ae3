package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.springframework.util.unit.DataSize;

/**
 * In place of the host stands a network namespace to which every IPv4 address is local, so that a
 * server in it answers wherever the rules let a connection through.
 */
@EnabledIfCommand({"bwrap", "slirp4netns", "nft", "ip", "perl"})
class InternetOnlyNetworkTests {

    /**
     * Answers anyone. Goes into the background once it listens, so that no one has to wait for it.
     */
    private static final String SERVER =
            """
            use IO::Socket::INET;
            use IO::Select;
            my @at = (['0.0.0.0', 8080], ['127.0.0.77', 53]);
            my @tcp = map { IO::Socket::INET->new(LocalAddr => $_->[0], LocalPort => $_->[1],
                Listen => 50) or die $! } @at;
            my @udp = map { IO::Socket::INET->new(LocalAddr => $_->[0], LocalPort => $_->[1],
                Proto => 'udp') or die $! } @at;
            fork and exit;
            my $all = IO::Select->new(@tcp, @udp);
            while (my @ready = $all->can_read(60)) {
              for my $socket (@ready) {
                if (grep { $_ == $socket } @udp) {
                  $socket->recv(my $question, 99);
                  $socket->send("hello\\n");
                } else {
                  $socket->accept->print("hello\\n");
                }
              }
            }
            """;

    private static final String HOST =
            """
            ip link set lo up && ip route add local 0.0.0.0/0 dev lo || exit 99
            mount --bind "$1/host-resolv.conf" /etc/resolv.conf && mount --bind "$1" /mnt || exit 98
            perl -e "$2" >/dev/null 2>&1 || exit 97
            shift 2
            "$@"
            """;

    /** Waits a second at most: a refusal has to come at once, not by a timeout. */
    private static final String CLIENT =
            """
            use IO::Socket::INET;
            for (@ARGV) {
              my ($kind, $address, $port) = split '/';
              alarm 1;
              my $socket = IO::Socket::INET->new(Proto => $kind, PeerAddr => $address,
                PeerPort => $port);
              my $answer = $socket && (($kind eq 'tcp' || $socket->send("?")) && <$socket>);
              print $answer || "$!\n";
            }
            """;

    @TempDir Path directory;

    @BeforeEach
    void slirpCanWork() {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun cannot be opened");
    }

    @Test
    void reachesWhatIsPublic() throws IOException {
        assertThat(
                        ask(
                                "tcp/203.0.113.5/8080",
                                "udp/203.0.113.5/8080",
                                "tcp/9.255.255.255/8080",
                                "tcp/11.0.0.0/8080",
                                "tcp/100.63.255.255/8080",
                                "tcp/100.128.0.0/8080",
                                "tcp/169.253.255.255/8080",
                                "tcp/169.255.0.0/8080",
                                "tcp/172.15.255.255/8080",
                                "tcp/172.32.0.0/8080",
                                "tcp/192.0.1.0/8080",
                                "tcp/192.167.255.255/8080",
                                "tcp/192.169.0.0/8080",
                                "tcp/198.17.255.255/8080",
                                "tcp/198.20.0.0/8080",
                                "tcp/223.255.255.255/8080"))
                .hasSize(16)
                .containsOnly("hello");
    }

    @Test
    void isRefusedWhatIsNotPublic() throws IOException {
        assertThat(
                        ask(
                                "tcp/0.0.0.1/8080",
                                "tcp/10.0.0.0/8080",
                                "tcp/10.255.255.255/8080",
                                "tcp/100.64.0.0/8080",
                                "tcp/100.127.255.255/8080",
                                "tcp/127.0.0.77/8080",
                                "tcp/168.63.129.16/8080",
                                "tcp/169.254.0.0/8080",
                                "tcp/169.254.169.254/8080",
                                "tcp/169.254.255.255/8080",
                                "tcp/172.16.0.0/8080",
                                "tcp/172.31.255.255/8080",
                                "tcp/192.0.0.192/8080",
                                "tcp/192.168.0.0/8080",
                                "tcp/192.168.255.255/8080",
                                "tcp/198.18.0.0/8080",
                                "tcp/198.19.255.255/8080",
                                "tcp/240.0.0.0/8080"))
                .hasSize(18)
                .containsOnly("Connection refused");
    }

    @Test
    void mayNotSendToWhatIsNotPublic() throws IOException {
        assertThat(ask("udp/169.254.169.254/8080", "udp/10.0.2.3/8080"))
                .containsOnly("Operation not permitted");
    }

    @Test
    void isRefusedTheHostsOwnAddresses() throws IOException {
        var places =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(Inet4Address.class::isInstance)
                        .map(address -> "tcp/" + address.getHostAddress() + "/8080")
                        .toArray(String[]::new);

        assertThat(ask(places)).hasSize(places.length).containsOnly("Connection refused");
    }

    @Test
    void isRefusedTheAddressesByWhichTheHostIsKnown() throws IOException {
        assertThat(ask("tcp/203.0.113.200/8080", "tcp/203.0.113.201/8080"))
                .containsExactly("Connection refused", "hello");
    }

    @Test
    void isRefusedWhatIsClosedToTasks() throws IOException {
        assertThat(
                        ask(
                                "tcp/203.0.113.202/8080",
                                "tcp/203.0.113.203/8080",
                                "tcp/203.0.113.204/8080"))
                .containsExactly("Connection refused", "Connection refused", "hello");
    }

    @Test
    void asksTheHostsResolverAndNothingElseOfItsMachine() throws IOException {
        assertThat(
                        ask(
                                "udp/10.0.2.3/53",
                                "tcp/10.0.2.3/53",
                                "tcp/10.0.2.3/8080",
                                "tcp/10.0.2.2/8080"))
                .containsExactly("hello", "hello", "Connection refused", "Connection refused");
    }

    private List<String> ask(String... places) throws IOException {
        Files.writeString(directory.resolve("host-resolv.conf"), "nameserver 127.0.0.77\n");
        new InternetOnlyNetwork(
                        directory,
                        new SandboxSettings(
                                directory,
                                directory,
                                "namespaces",
                                false,
                                DataSize.ofMegabytes(1),
                                List.of("203.0.113.200"),
                                List.of("https://203.0.113.202:8090", "203.0.113.203:7233")))
                .furnish();
        var client = new ArrayList<>(List.of("perl", "-e", CLIENT));
        client.addAll(List.of(places));
        var line =
                new ArrayList<>(
                        List.of("unshare", "--user", "--map-root-user", "--mount", "--net", "--"));
        line.addAll(List.of("sh", "-c", HOST, "sh", directory.toString(), SERVER));
        line.addAll(InternetOnlyNetwork.enter());
        line.add("--");
        line.addAll(client);
        var processResult =
                new ProcessRunner()
                        .run(
                                new Command(
                                        line,
                                        directory,
                                        Map.of("PATH", HostCommands.PATH),
                                        Duration.ofMinutes(1),
                                        10_000));
        assertThat(processResult).isInstanceOf(ProcessResult.Exited.class);
        return ((ProcessResult.Exited) processResult).output().text().lines().toList();
    }
}
