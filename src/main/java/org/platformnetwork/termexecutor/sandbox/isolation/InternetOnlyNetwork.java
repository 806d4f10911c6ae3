package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;

/**
 * A network namespace of a command's own from which it reaches the public internet and nothing
 * nearer: not the host or its loopback services, no private network, no cloud's metadata service.
 * What leaves it does so as connections of slirp4netns, a process of the host that may go anywhere,
 * so the refusals stand inside the namespace, where the command has no right to change them.
 *
 * @param directory the sandbox's, where its files lie on the host
 * @param settings with the addresses that are closed besides
 */
record InternetOnlyNetwork(Path directory, SandboxSettings settings) {

    /** The resolver that slirp4netns shows; questions go on to the host's, wherever that is. */
    private static final String RESOLVER = "10.0.2.3";

    /** What the command has to find as {@code /etc/resolv.conf}. */
    static final String RESOLVER_FILE = "resolv.conf";

    /** Outside the private ranges, and yet Azure's own service on every machine's host. */
    private static final String AZURE = "168.63.129.16";

    /**
     * The rules are there before the interface is. The pipe says that slirp4netns is ready, and
     * ends it as soon as its reader, the parent of the command, is gone. Its limit of descriptors
     * is one of connections: each takes a port of the host.
     */
    private static final String SCRIPT =
            """
            cd %s && { umount net; unshare --net=net nft -f rules; } 2>/dev/null || exit 125
            {
              ulimit -n 1024
              exec slirp4netns --configure --mtu=65520 --disable-host-loopback \\
                --enable-sandbox --enable-seccomp --netns-type=path \\
                --ready-fd=8 --exit-fd=9 net tap0 8>&1 9>&1 >/dev/null
            } 2>/dev/null 3>&- 4<&- | {
              test "$(head -c 1)" = 1 || exit 125
              nsenter --net=net "$@" </dev/null
              exit $?
            }
            """
                    .formatted(MountTable.ROOT);

    /** Writes its files, which are good for one command: the host's addresses may change. */
    void furnish() {
        try {
            Files.writeString(directory.resolve("net"), "");
            Files.writeString(directory.resolve("rules"), rules(closed()));
            var resolver = directory.resolve(RESOLVER_FILE);
            Files.writeString(resolver, "nameserver " + RESOLVER + "\n");
            Files.setPosixFilePermissions(resolver, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The beginning of a line that runs a command in there, within the mounts of {@link
     * MountTable}: further options of nsenter(1), {@code --} and the command have to follow. It
     * exits with 125 when the network cannot be made.
     */
    static List<String> enter() {
        return List.of("sh", "-c", SCRIPT, "sh");
    }

    /**
     * Refusals are answered at once, so that no one waits for a timeout, and with a reset, since
     * the kernel lets a connect(2) of its own outlast an ICMP message by a second. Only the
     * resolver's port is open: slirp4netns translates its address, whatever the port, to that of
     * the host's resolver, which often is a loopback one. IPv6 is closed as a whole, since some of
     * its addresses are other names of IPv4 ones; clients fall back. The ranges are those that
     * IANA's registry of special-purpose addresses lists as not global, but for the
     * documentation's.
     */
    static String rules(List<String> hostAddresses) {
        var hosts =
                Stream.concat(Stream.of(AZURE), hostAddresses.stream())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return """
        table inet outside {
            chain refuse {
                meta l4proto tcp reject with tcp reset
                reject
            }
            chain output {
                type filter hook output priority filter; policy accept;
                oifname "lo" accept
                meta nfproto ipv6 goto refuse
                ip daddr %s meta l4proto { tcp, udp } th dport 53 accept
                ip daddr { 0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8,
                    169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.168.0.0/16,
                    198.18.0.0/15, 224.0.0.0/3 } goto refuse
                ip daddr { %s } goto refuse
            }
        }
        """
                .formatted(RESOLVER, hosts);
    }

    private List<String> closed() throws IOException {
        var own =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(Inet4Address.class::isInstance)
                        .map(InetAddress::getHostAddress);
        return Stream.concat(settings.closedIpv4Addresses().stream(), own).toList();
    }
}
