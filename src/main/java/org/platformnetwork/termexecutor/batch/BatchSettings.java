package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * How long batches live.
 *
 * @param sessionTtl how long a batch may run, and how long its results stay after its end
 */
@Validated
@ConfigurationProperties("batch")
public record BatchSettings(
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration sessionTtl) {}
