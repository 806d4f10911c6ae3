package org.platformnetwork.termexecutor.fleet.channel;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where coordinator and workers meet; none of it counts where one service does everything.
 *
 * @param keyFile the secret of {@link FleetKey}; empty for none
 * @param address of the coordinator's connector
 * @param port of the coordinator's connector; 0 for any free one
 * @param tlsCert certificate chain of that connector, a PEM file; empty for no TLS
 * @param tlsKey its key, a PEM file
 * @param url of a worker: where that connector is, http or https
 * @param tlsCa of a worker: who signed that certificate, a PEM file; empty for those that Java
 *     trusts
 */
@Validated
@ConfigurationProperties("channel")
public record ChannelSettings(
        String keyFile,
        String address,
        @Min(0) @Max(65535) int port,
        String tlsCert,
        String tlsKey,
        String url,
        String tlsCa) {

    public ChannelSettings {
        if (tlsCert.isEmpty() != tlsKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "tls-cert: set together with INTERNAL_TLS_KEY, or neither of them");
        }
    }

    boolean hasTls() {
        return !tlsCert.isEmpty();
    }
}
