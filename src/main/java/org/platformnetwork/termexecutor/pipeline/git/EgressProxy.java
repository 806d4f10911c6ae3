package org.platformnetwork.termexecutor.pipeline.git;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.springframework.modulith.NamedInterface;

/**
 * A SOCKS 5 proxy (RFC 1928) on a loopback port that one fetch uses. It looks names up itself and
 * connects to the very address that it has checked, so neither a redirect nor a name that changes
 * its address leads a fetch to a machine that it must not reach.
 */
@NamedInterface("egress")
public final class EgressProxy implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;
    private static final int MAX_CONNECTIONS = 16;

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
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private volatile boolean refused;

    /**
     * Opens it.
     *
     * @param allowed the addresses that may be reached
     */
    public EgressProxy(Predicate<InetAddress> allowed) throws IOException {
        this.allowed = allowed;
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
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var target = new Socket()) {
            sockets.add(client);
            sockets.add(target);
            if (!server.isClosed() && connect(client, target)) {
                var back = Thread.ofVirtual().start(() -> copy(target, client));
                copy(client, target);
                back.join();
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
    private boolean connect(Socket client, Socket target) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        if (in.readUnsignedByte() != VERSION) {
            return false;
        }
        in.skipNBytes(in.readUnsignedByte());
        client.getOutputStream().write(new byte[] {VERSION, 0});
        boolean understood = in.readUnsignedByte() == VERSION && in.readUnsignedByte() == CONNECT;
        in.skipNBytes(1);
        int reply = understood ? connect(in, target) : UNSUPPORTED;
        client.getOutputStream()
                .write(new byte[] {VERSION, (byte) reply, 0, IPV4, 0, 0, 0, 0, 0, 0});
        return reply == SUCCEEDED;
    }

    private int connect(DataInputStream in, Socket target) throws IOException {
        InetAddress[] addresses;
        try {
            addresses =
                    switch (in.readUnsignedByte()) {
                        case IPV4 -> new InetAddress[] {address(in, 4)};
                        case IPV6 -> new InetAddress[] {address(in, 16)};
                        case NAME -> InetAddress.getAllByName(name(in));
                        default -> throw new IOException("unknown type of address");
                    };
        } catch (UnknownHostException _) {
            return HOST_UNREACHABLE;
        }
        int port = in.readUnsignedShort();
        for (var address : addresses) {
            if (allowed.test(address)) {
                return isConnected(target, new InetSocketAddress(address, port))
                        ? SUCCEEDED
                        : HOST_UNREACHABLE;
            }
        }
        refused = true;
        return NOT_ALLOWED;
    }

    private static InetAddress address(DataInputStream in, int length) throws IOException {
        return InetAddress.getByAddress(in.readNBytes(length));
    }

    private static String name(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1);
    }

    private static boolean isConnected(Socket target, InetSocketAddress address) {
        try {
            target.connect(address, CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException _) {
            return false;
        }
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
