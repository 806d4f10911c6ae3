package org.platformnetwork.termexecutor.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.fleet.channel.ChannelSettings;
import org.platformnetwork.termexecutor.fleet.channel.CoordinatorClient;
import org.platformnetwork.termexecutor.fleet.channel.FleetKey;
import org.platformnetwork.termexecutor.sandbox.Isolation;

/**
 * What a worker needs besides what every service does.
 *
 * @param temporal where Temporal is, as {@code host:port}; empty when it is not set
 * @param chosen the level that the worker would have; null when it would not start
 */
record FleetCheck(ChannelSettings settings, String temporal, @Nullable Isolation chosen) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** So far apart, something is wrong with one of the clocks. */
    private static final long MOST_SKEW_SECS = 5;

    /** Whether these are a worker's settings. */
    boolean isMeant() {
        return !settings.url().isEmpty();
    }

    List<Finding> findings() throws InterruptedException {
        var findings = new ArrayList<Finding>();
        try {
            var key = FleetKey.read(settings.keyFile());
            findings.add(Finding.ok("FLEET_KEY_FILE", "can be read"));
            findings.add(coordinator(key));
        } catch (StartupException e) {
            findings.add(error("fleet", String.valueOf(e.getMessage())));
        }
        findings.add(engine());
        findings.add(level());
        return findings;
    }

    private Finding coordinator(FleetKey key) throws InterruptedException {
        try (var client =
                new CoordinatorClient(settings, key, "doctor", TIMEOUT, InstantSource.system())) {
            var greeting = client.greet();
            long skew = Math.abs(greeting.clockSkewSecs());
            var text = "answers and takes the key, version " + greeting.version();
            return skew <= MOST_SKEW_SECS
                    ? Finding.ok("COORDINATOR_URL", text)
                    : new Finding(
                            Grade.WARNING,
                            "COORDINATOR_URL",
                            text + ", and its clock is %d s off".formatted(skew),
                            List.of("set both clocks by NTP"));
        } catch (IOException e) {
            var said = e.getMessage();
            return error("COORDINATOR_URL", said == null ? "does not answer" : said);
        }
    }

    private Finding engine() {
        int colon = temporal.lastIndexOf(':');
        if (colon < 1) {
            return error("TEMPORAL_ADDRESS", "is not host:port");
        }
        try (var socket = new Socket()) {
            int port = Integer.parseInt(temporal.substring(colon + 1));
            socket.connect(
                    new InetSocketAddress(temporal.substring(0, colon), port),
                    Math.toIntExact(TIMEOUT.toMillis()));
            return Finding.ok("TEMPORAL_ADDRESS", "takes connections");
        } catch (IOException | IllegalArgumentException _) {
            return error("TEMPORAL_ADDRESS", "takes no connection");
        }
    }

    private Finding level() {
        if (chosen == Isolation.NAMESPACES) {
            return Finding.ok("tasks", "are kept from the coordinator and Temporal");
        }
        return new Finding(
                Grade.ERROR,
                "tasks",
                "would reach the coordinator and Temporal: a worker needs level namespaces",
                List.of("see Isolation above"));
    }

    private static Finding error(String subject, String text) {
        return new Finding(Grade.ERROR, subject, text, List.of());
    }
}
