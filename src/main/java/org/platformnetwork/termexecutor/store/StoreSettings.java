package org.platformnetwork.termexecutor.store;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the service keeps what outlives it.
 *
 * @param dataDir this service's alone; the embedded database and the archives lie there
 * @param databaseUrl a PostgreSQL database instead of the embedded one, as {@code
 *     postgresql://user:password@host:port/name} or with {@code jdbc:} before it; empty for none
 */
@ConfigurationProperties("store")
record StoreSettings(Path dataDir, String databaseUrl) {

    StoreSettings {
        dataDir = dataDir.toAbsolutePath().normalize();
        if (!databaseUrl.isEmpty() && PostgresUrl.parse(databaseUrl) == null) {
            throw new IllegalArgumentException(
                    "database-url: postgresql://user:password@host:port/name");
        }
    }
}
