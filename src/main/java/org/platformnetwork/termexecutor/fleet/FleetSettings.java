package org.platformnetwork.termexecutor.fleet;

import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * What this process is to others of its kind.
 *
 * @param role whether it does everything, or decides, or runs attempts
 * @param workerName how a worker is told from others; empty for the machine's name
 * @param heartbeat how long a worker may be silent before its attempts run elsewhere
 * @param drain how long a worker that stops lets its attempts go on
 */
@Validated
@ConfigurationProperties("fleet")
public record FleetSettings(
        @Pattern(regexp = "all|coordinator|worker", message = "all, coordinator or worker")
                String role,
        @Pattern(
                        regexp = "[A-Za-z0-9._-]{0,64}",
                        message = "up to 64 letters, digits, dots, hyphens and underscores")
                String workerName,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 2) @DurationMax(seconds = 600)
                Duration heartbeat,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 0) @DurationMax(seconds = 3600)
                Duration drain) {}
