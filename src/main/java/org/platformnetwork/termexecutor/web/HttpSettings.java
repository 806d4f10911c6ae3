package org.platformnetwork.termexecutor.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.util.NetMask;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where the service listens, and what it puts up with from clients.
 *
 * @param port 0 for any free one
 * @param probePort another one, for an orchestrator's probes only; 0 for any free one, -1 for none
 * @param trustedProxies addresses or networks (CIDR) of which many clients come
 * @param headerTimeout for the whole header of a request
 * @param maxWaiting how many connections of one address may be without a complete request
 * @param maxSwallow how much of a refused body is read, so that its sender sees the answer
 * @param bodyGrace how long a body may be slower at its beginning than it should
 */
@Validated
@ConfigurationProperties("http")
record HttpSettings(
        @Min(0) @Max(65535) int port,
        @Min(-1) @Max(65535) int probePort,
        List<String> trustedProxies,
        Duration headerTimeout,
        @Min(1) int maxWaiting,
        DataSize maxSwallow,
        Duration bodyGrace) {

    /** Else clients with a middling archive would miss the answer that it is too large. */
    private static final DataSize LEAST_SWALLOWED = DataSize.ofMegabytes(64);

    HttpSettings {
        maxSwallow = max(maxSwallow, LEAST_SWALLOWED);
        trustedProxies = List.copyOf(trustedProxies);
        if (!trustedProxies.stream().allMatch(HttpSettings::isNetwork)) {
            throw new IllegalArgumentException(
                    "trusted-proxies: comma-separated addresses or networks, as 10.0.0.0/8");
        }
    }

    private static boolean isNetwork(String text) {
        try {
            new NetMask(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static DataSize max(DataSize first, DataSize second) {
        return first.compareTo(second) > 0 ? first : second;
    }
}
