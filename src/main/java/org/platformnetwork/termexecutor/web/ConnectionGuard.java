package org.platformnetwork.termexecutor.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Bounds what Tomcat leaves open to those who send their requests slowly: how long one request's
 * header may take in all (Tomcat limits the wait for each byte of it only), and how many
 * connections of one address wait for the end of a header. The oldest ones go, so that whoever
 * comes next is still heard.
 */
final class ConnectionGuard {

    /** What one customer of a provider has of IPv6. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Duration headerTimeout;
    private final int most;
    private final List<Proxy> proxies;
    private final LongSupplier nanoTime;
    private final Map<Object, Connection> connections = new HashMap<>();
    private final Map<String, LinkedHashSet<Connection>> waiting = new HashMap<>();

    /** Addresses of which many clients come. */
    @FunctionalInterface
    interface Proxy {
        boolean matches(InetAddress address);
    }

    private static final class Connection {

        private final @Nullable String client;
        private final Runnable close;

        /** When its header began, or was awaited for the first time; null between requests. */
        private @Nullable Long since;

        Connection(@Nullable String client, Runnable close, long now) {
            this.client = client;
            this.close = close;
            this.since = now;
        }
    }

    /**
     * @param headerTimeout for the whole header of a request
     * @param most how many connections of one address may wait for it
     */
    ConnectionGuard(Duration headerTimeout, int most, List<Proxy> proxies, LongSupplier nanoTime) {
        this.headerTimeout = headerTimeout;
        this.most = most;
        this.proxies = List.copyOf(proxies);
        this.nanoTime = nanoTime;
    }

    /**
     * A new connection.
     *
     * @param channel stands for it in what follows
     * @param close ends it, which is then told as {@link #closed}
     */
    void accepted(Object channel, InetAddress peer, Runnable close) {
        Runnable oldest;
        synchronized (this) {
            var connection = new Connection(client(peer), close, nanoTime.getAsLong());
            connections.put(channel, connection);
            oldest = await(connection);
        }
        oldest.run();
    }

    /** Something has arrived on it, which may complete a request. */
    synchronized void arrives(Object channel) {
        var connection = connections.get(channel);
        if (connection != null) {
            leave(connection);
            if (connection.since == null) {
                connection.since = nanoTime.getAsLong();
            }
        }
    }

    /**
     * It waits for more.
     *
     * @param midway whether a part of the header is there
     */
    void waits(Object channel, boolean midway) {
        Runnable oldest;
        synchronized (this) {
            var connection = connections.get(channel);
            if (connection == null) {
                return;
            }
            if (!midway) {
                connection.since = null;
            }
            oldest = await(connection);
        }
        oldest.run();
    }

    synchronized void closed(Object channel) {
        var connection = connections.remove(channel);
        if (connection != null) {
            leave(connection);
        }
    }

    /** Ends the connections whose header takes too long. */
    @Scheduled(fixedDelayString = "PT1S")
    void sweep() {
        var late = new ArrayList<Runnable>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            waiting.values().stream()
                    .flatMap(LinkedHashSet::stream)
                    .filter(connection ->
                            connection.since != null
                                    && now - connection.since > headerTimeout.toNanos())
                    .forEach(connection -> late.add(connection.close));
        }
        late.forEach(Runnable::run);
    }

    /** What must be done for it, without the lock. */
    private Runnable await(Connection connection) {
        var others =
                waiting.computeIfAbsent(
                        String.valueOf(connection.client), client -> new LinkedHashSet<>());
        others.add(connection);
        return connection.client != null && others.size() > most
                ? others.getFirst().close
                : () -> {};
    }

    private void leave(Connection connection) {
        waiting.computeIfPresent(
                String.valueOf(connection.client),
                (client, others) -> {
                    others.remove(connection);
                    return others.isEmpty() ? null : others;
                });
    }

    /** Null when many clients come from there. */
    private @Nullable String client(InetAddress peer) {
        if (proxies.stream().anyMatch(proxy -> proxy.matches(peer))) {
            return null;
        }
        var bytes = peer.getAddress();
        return Arrays.toString(
                peer instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }
}
