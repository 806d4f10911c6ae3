package org.platformnetwork.termexecutor.attack;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** Where this machine can be reached, besides the addresses that clouds and containers use. */
final class Hosts {

    private Hosts() {}

    /** A Python module that tries to connect to what an agent has no business with. */
    static String connect(int listener, int service) {
        return """
        import os, socket
        hosts = {"127.0.0.1", "::1", "169.254.169.254", "10.0.2.2", "172.17.0.1"}
        hosts.update("%s".split())
        for host in hosts:
            for port in (80, %d, %d):
                try:
                    socket.create_connection((host, port), timeout=0.1).close()
                    print("reached", host, port)
                except OSError:
                    pass
        print("tried", len(hosts))
        def answer():
            return 41
        """
                .formatted(String.join(" ", addresses()), listener, service);
    }

    /** Its own IPv4 addresses, loopback among them. */
    private static List<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException(e);
        }
    }
}
