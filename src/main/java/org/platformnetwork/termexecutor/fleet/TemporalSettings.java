package org.platformnetwork.termexecutor.fleet;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where Temporal is; none of it counts where one service does everything.
 *
 * @param address host and port; empty for none
 * @param apiKey of a hosted Temporal; empty for none
 * @param tlsCa who signed the server's certificate, a PEM file; empty for those that Java trusts
 * @param tlsCert of a client certificate, a PEM file; empty for none
 * @param tlsKey its key, a PEM file in PKCS #8
 */
@Validated
@ConfigurationProperties("temporal")
record TemporalSettings(
        String address,
        String namespace,
        String apiKey,
        String tlsCa,
        String tlsCert,
        String tlsKey) {

    TemporalSettings {
        if (!address.isEmpty() && !address.matches("\\S+:\\d{1,5}")) {
            throw new IllegalArgumentException("address: host:port");
        }
        if (tlsCert.isEmpty() != tlsKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "tls-cert: set together with TEMPORAL_TLS_KEY, or neither of them");
        }
    }

    boolean hasTls() {
        return !apiKey.isEmpty() || !tlsCa.isEmpty() || !tlsCert.isEmpty();
    }
}
