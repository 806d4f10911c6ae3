package org.platformnetwork.termexecutor.pipeline.git;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import org.springframework.modulith.NamedInterface;

/**
 * Which addresses are someone's on the public internet: not this machine's, no private network's
 * and no cloud's metadata service. The ranges are those that IANA's registries of special-purpose
 * addresses list as not global.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>
 */
@NamedInterface("egress")
public final class PublicAddresses {

    /** The last is Azure's own service on every machine's host. */
    private static final List<Range> CLOSED_IPV4 =
            List.of(
                    new Range(8, 0),
                    new Range(8, 10),
                    new Range(10, 100, 64),
                    new Range(8, 127),
                    new Range(16, 169, 254),
                    new Range(12, 172, 16),
                    new Range(24, 192, 0, 0),
                    new Range(24, 192, 0, 2),
                    new Range(24, 192, 88, 99),
                    new Range(16, 192, 168),
                    new Range(15, 198, 18),
                    new Range(24, 198, 51, 100),
                    new Range(24, 203, 0, 113),
                    new Range(3, 224),
                    new Range(32, 168, 63, 129, 16));

    /** All that is given out at all. */
    private static final Range OPEN_IPV6 = new Range(3, 0x20);

    /** Protocols' own (Teredo among them), documentation, and 6to4, which leads to IPv4. */
    private static final List<Range> CLOSED_IPV6 =
            List.of(
                    new Range(23, 0x20, 0x01),
                    new Range(32, 0x20, 0x01, 0x0d, 0xb8),
                    new Range(16, 0x20, 0x02),
                    new Range(20, 0x3f, 0xff));

    private PublicAddresses() {}

    /** The first bits of addresses, the rest of which is zero. */
    private record Range(int bits, List<Integer> beginning) {

        Range(int bits, Integer... beginning) {
            this(bits, List.of(beginning));
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int given = bit / 8 < beginning.size() ? beginning.get(bit / 8) : 0;
                if (((given ^ address[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    public static boolean contain(InetAddress address) {
        var bytes = address.getAddress();
        boolean global =
                address instanceof Inet6Address
                        ? OPEN_IPV6.holds(bytes)
                                && CLOSED_IPV6.stream().noneMatch(range -> range.holds(bytes))
                        : CLOSED_IPV4.stream().noneMatch(range -> range.holds(bytes));
        return global && !isThisMachine(address);
    }

    private static boolean isThisMachine(InetAddress address) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(own -> Arrays.equals(own.getAddress(), address.getAddress()));
        } catch (SocketException _) {
            // Without interfaces there is nothing to reach.
            return true;
        }
    }
}
