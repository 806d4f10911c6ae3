package org.platformnetwork.termexecutor.web;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

    /** Behind the two ends: state, queues, timer, retransmissions, user. */
    private static final int USER = 4;

    private static final byte[] MAPPED_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    static SocketUsers ofThisMachine() {
        return new SocketUsers(Path.of("/proc/net"));
    }

    /** Whether an address is one of this machine's. */
    static boolean isHere(InetAddress address) throws IOException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }

    /**
     * The user that made the peer's socket; empty when the peer is elsewhere or gone.
     *
     * @param peer the other end
     * @param own the service's end
     */
    OptionalInt peerOf(InetSocketAddress peer, InetSocketAddress own) throws IOException {
        var found = OptionalInt.empty();
        if (peer.getAddress() instanceof Inet4Address) {
            found = find("tcp", listed(peer, false), listed(own, false));
        }
        return found.isPresent() ? found : find("tcp6", listed(peer, true), listed(own, true));
    }

    private OptionalInt find(String list, String local, String remote) throws IOException {
        String text;
        try {
            text = Files.readString(directory.resolve(list));
        } catch (NoSuchFileException _) {
            return OptionalInt.empty();
        }
        var ends = ": %s %s ".formatted(local, remote);
        int at = text.indexOf(ends);
        if (at < 0) {
            return OptionalInt.empty();
        }
        var fields = text.substring(at + ends.length()).split(" +", USER + 2);
        return OptionalInt.of(Integer.parseUnsignedInt(fields[USER]));
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
