package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands before a server on the loopback, and can do to its connections what a failover or a
 * forgotten NAT entry does: they stay open, and nothing comes through any more, not even their end.
 * New ones work.
 */
public final class SilentProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Queue<Link> links = new ConcurrentLinkedQueue<>();

    private SilentProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Starts one on a free port. */
    public static SilentProxy before(int target) {
        try {
            var proxy =
                    new SilentProxy(
                            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Silences every connection there is. */
    public void silence() {
        links.forEach(link -> link.silent = true);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                link(listener.accept());
            } catch (IOException _) {
                // Of the listener, which is closed, or of the server, which is away.
            }
        }
    }

    private void link(Socket client) throws IOException {
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            var link = new Link(client, server);
            links.add(link);
            Thread.ofVirtual().start(() -> link.forward(client, server));
            Thread.ofVirtual().start(() -> link.forward(server, client));
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forward(Socket from, Socket to) {
            var bytes = new byte[8192];
            try {
                int length = from.getInputStream().read(bytes);
                while (length >= 0) {
                    if (!silent) {
                        to.getOutputStream().write(bytes, 0, length);
                    }
                    length = from.getInputStream().read(bytes);
                }
            } catch (IOException _) {
                // An end like any other.
            }
            if (!silent) {
                close();
            }
        }

        void close() {
            try (client) {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::close);
    }
}
