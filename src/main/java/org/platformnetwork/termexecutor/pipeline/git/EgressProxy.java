package org.platformnetwork.termexecutor.pipeline.git;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;

/**
 * A SOCKS 5 proxy (RFC 1928) on a loopback port that one fetch uses. It looks names up itself and
 * connects to the very address that it has checked, so neither a redirect nor a name that changes
 * its address leads a fetch to a machine that it must not reach.
 */
@NamedInterface("egress")
public final class EgressProxy implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 15_000;
    private static final int MAX_CONNECTIONS = 16;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int VERSION = 5;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private static final int SUCCEEDED = 0;
    private static final int NOT_ALLOWED = 2;
    private static final int HOST_UNREACHABLE = 4;
    private static final int UNSUPPORTED = 7;

    private final ServerSocket server;
    private final Predicate<InetAddress> allowed;
    private final Names names;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private volatile boolean refused;

    /** Looks up the addresses of a name, the preferred one first. */
    interface Names {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    /**
     * Opens it.
     *
     * @param allowed the addresses that may be reached
     */
    public EgressProxy(Predicate<InetAddress> allowed) throws IOException {
        this(allowed, InetAddress::getAllByName);
    }

    EgressProxy(Predicate<InetAddress> allowed, Names names) throws IOException {
        this.allowed = allowed;
        this.names = names;
        this.server = new ServerSocket(0, MAX_CONNECTIONS, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    /** As libcurl wants it; the {@code h} leaves names to the proxy. */
    String url() {
        return "socks5h://127.0.0.1:" + server.getLocalPort();
    }

    /** Whether someone asked for an address that is not allowed. */
    public boolean hasRefused() {
        return refused;
    }

    private void accept() {
        while (true) {
            try {
                var client = server.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (IOException _) {
                if (server.isClosed()) {
                    return;
                }
                // There is no file left for a connection.
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            sockets.add(client);
            if (!server.isClosed()) {
                connect(client);
            }
        } catch (IOException _) {
            // One of both is gone, which git notices by itself.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.removeIf(Socket::isClosed);
            connections.release();
        }
    }

    /** Reads what is asked for, and answers it. */
    private void connect(Socket client) throws IOException, InterruptedException {
        var in = new DataInputStream(client.getInputStream());
        if (in.readUnsignedByte() != VERSION) {
            return;
        }
        in.skipNBytes(in.readUnsignedByte());
        client.getOutputStream().write(new byte[] {VERSION, 0});
        boolean understood = in.readUnsignedByte() == VERSION && in.readUnsignedByte() == CONNECT;
        in.skipNBytes(1);
        if (!understood) {
            reply(client, UNSUPPORTED);
            return;
        }
        var wanted = wanted(in);
        var reachable = wanted.stream().filter(end -> allowed.test(end.getAddress())).toList();
        if (reachable.isEmpty()) {
            if (!wanted.isEmpty()) {
                refused = true;
            }
            reply(client, wanted.isEmpty() ? HOST_UNREACHABLE : NOT_ALLOWED);
            return;
        }
        try (var target = connected(reachable)) {
            reply(client, target == null ? HOST_UNREACHABLE : SUCCEEDED);
            if (target != null) {
                exchange(client, target);
            }
        }
    }

    private static void reply(Socket client, int reply) throws IOException {
        client.getOutputStream()
                .write(new byte[] {VERSION, (byte) reply, 0, IPV4, 0, 0, 0, 0, 0, 0});
    }

    /** What is asked for, by all of its addresses; none when a name has no address. */
    private List<InetSocketAddress> wanted(DataInputStream in) throws IOException {
        try {
            InetAddress[] addresses =
                    switch (in.readUnsignedByte()) {
                        case IPV4 -> new InetAddress[] {address(in, 4)};
                        case IPV6 -> new InetAddress[] {address(in, 16)};
                        case NAME -> names.addresses(name(in));
                        default -> throw new IOException("unknown type of address");
                    };
            int port = in.readUnsignedShort();
            return Arrays.stream(addresses)
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    private static InetAddress address(DataInputStream in, int length) throws IOException {
        return InetAddress.getByAddress(in.readNBytes(length));
    }

    private static String name(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1);
    }

    /** To the first that can be reached, null when none can. */
    private @Nullable Socket connected(List<InetSocketAddress> ends) {
        for (var end : ends) {
            var target = new Socket();
            sockets.add(target);
            if (server.isClosed()) {
                close(target);
                return null;
            }
            try {
                target.connect(end, CONNECT_TIMEOUT_MILLIS);
                return target;
            } catch (IOException _) {
                close(target);
            }
        }
        return null;
    }

    private static void exchange(Socket client, Socket target) throws InterruptedException {
        var back = Thread.ofVirtual().start(() -> copy(target, client));
        copy(client, target);
        back.join();
    }

    /** Until one has nothing more to say, which the other is told. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed as far as it can be.
        }
    }

    /** Ends every connection as well. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // As above.
        }
        sockets.forEach(EgressProxy::close);
    }
}
