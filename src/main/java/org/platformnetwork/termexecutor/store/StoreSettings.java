package org.platformnetwork.termexecutor.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Where the service keeps what outlives it.
 *
 * @param dataDir this service's alone; the embedded database and the archives lie there
 * @param databaseUrl a PostgreSQL database instead of the embedded one, as {@code
 *     postgresql://user:password@host:port/name} or with {@code jdbc:} before it; empty for none
 * @param databaseLockWait how long the start waits for the end of another service on it
 */
@Validated
@ConfigurationProperties("store")
record StoreSettings(
        Path dataDir,
        String databaseUrl,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 0) Duration databaseLockWait) {

    StoreSettings {
        dataDir = dataDir.toAbsolutePath().normalize();
        if (!databaseUrl.isEmpty() && PostgresUrl.parse(databaseUrl) == null) {
            throw new IllegalArgumentException(
                    "database-url: postgresql://user:password@host:port/name");
        }
    }
}
