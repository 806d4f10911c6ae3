package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether registries take connections from this machine at all. That is asked before the first pull
 * from one, and a no kept for a while, so that a machine without a way there loses no time. One
 * that has been reached is not asked again, unless it never answered: when it is away then, that is
 * an outage.
 */
final class Reachability {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final int TLS_PORT = 443;

    private static final Pattern REGISTRY =
            Pattern.compile("(?<host>\\[[^]]+]|[^:]+)(?::(?<port>\\d{1,5}))?");

    private final Predicate<InetAddress> allowed;
    private final InstantSource clock;
    private final Map<String, Instant> failures = new ConcurrentHashMap<>();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    /**
     * @param allowed the addresses that a task may lead to; others are left to the pull to refuse
     */
    Reachability(Predicate<InetAddress> allowed, InstantSource clock) {
        this.allowed = allowed;
        this.clock = clock;
    }

    boolean canReach(ImageSource source) throws InterruptedException {
        var registry = source.name().registry();
        if (reached.contains(registry)) {
            return true;
        }
        var failed = failures.get(registry);
        if (failed != null && clock.instant().isBefore(failed.plus(LIFETIME))) {
            return false;
        }
        boolean answers = tryToReach(source, registry);
        if (answers) {
            reached.add(registry);
        } else {
            failures.put(registry, clock.instant());
        }
        return answers;
    }

    /** Takes a registry for one that cannot be reached: it takes connections and says nothing. */
    void recordSilence(ImageSource source) {
        var registry = source.name().registry();
        reached.remove(registry);
        failures.put(registry, clock.instant());
    }

    /** A name server that does not answer takes longer than this waits. */
    private boolean tryToReach(ImageSource source, String registry) throws InterruptedException {
        var attempt = new FutureTask<>(() -> connects(source, registry));
        var thread = Thread.ofVirtual().start(attempt);
        try {
            return attempt.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } finally {
            thread.interrupt();
        }
    }

    private boolean connects(ImageSource source, String registry) throws IOException {
        var known = registry.equals(ImageName.DOCKER_HUB) ? "registry-1.docker.io" : registry;
        var parts = REGISTRY.matcher(known);
        if (!parts.matches()) {
            return false;
        }
        for (var address : InetAddress.getAllByName(parts.group("host"))) {
            boolean isForThePull = !source.trusted() && !allowed.test(address);
            if (isForThePull || connects(address, port(parts.group("port")))) {
                return true;
            }
        }
        return false;
    }

    private static int port(@Nullable String given) {
        return given == null ? TLS_PORT : Integer.parseInt(given);
    }

    private static boolean connects(InetAddress address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
            return true;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }
}
