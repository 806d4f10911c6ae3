package org.platformnetwork.termexecutor.web;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Whose the other end of a TCP connection is, when that is on this machine too: the kernel lists
 * the sockets of a network namespace with their users.
 *
 * @param directory with the kernel's lists
 * @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">proc_net_tcp</a>
 */
record SocketUsers(Path directory) {

    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int USER = 7;
    private static final byte[] MAPPED_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    static SocketUsers ofThisMachine() {
        return new SocketUsers(Path.of("/proc/net"));
    }

    /**
     * The user that made the peer's socket; empty when the peer is elsewhere or gone.
     *
     * @param peer the other end
     * @param own the service's end
     */
    OptionalInt peerOf(InetSocketAddress peer, InetSocketAddress own) throws IOException {
        if (!isHere(peer.getAddress())) {
            return OptionalInt.empty();
        }
        var found = OptionalInt.empty();
        if (peer.getAddress() instanceof Inet4Address) {
            found = find("tcp", listed(peer, false), listed(own, false));
        }
        return found.isPresent() ? found : find("tcp6", listed(peer, true), listed(own, true));
    }

    private static boolean isHere(InetAddress address) throws IOException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }

    private OptionalInt find(String list, String local, String remote) throws IOException {
        var file = directory.resolve(list);
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.strip().split(" +", USER + 2))
                    .filter(fields ->
                            fields.length > USER
                                    && fields[LOCAL].equals(local)
                                    && fields[REMOTE].equals(remote))
                    .mapToInt(fields -> Integer.parseUnsignedInt(fields[USER]))
                    .findFirst();
        }
    }

    /** In hexadecimal; the address as numbers of 32 bits, each in the machine's own byte order. */
    private static String listed(InetSocketAddress end, boolean ipv6) {
        var address = end.getAddress().getAddress();
        if (ipv6 && address.length == Integer.BYTES) {
            var mapped = Arrays.copyOf(MAPPED_IPV4, MAPPED_IPV4.length + address.length);
            System.arraycopy(address, 0, mapped, MAPPED_IPV4.length, address.length);
            address = mapped;
        }
        var numbers = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        var text = new StringBuilder();
        while (numbers.hasRemaining()) {
            text.append("%08X".formatted(numbers.getInt()));
        }
        return "%s:%04X".formatted(text, end.getPort()).toUpperCase(Locale.ROOT);
    }
}
