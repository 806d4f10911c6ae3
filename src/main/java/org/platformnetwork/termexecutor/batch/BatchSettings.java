package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long batches live.
 *
 * @param sessionTtl how long a batch may run, and how long its results stay after its end
 * @param maxLog how much is kept of what the commands of a batch print; 0 keeps nothing
 */
@Validated
@ConfigurationProperties("batch")
public record BatchSettings(
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration sessionTtl,
        DataSize maxLog) {

    public BatchSettings {
        if (maxLog.isNegative()) {
            throw new IllegalArgumentException("max-log: a number of bytes from 0 on");
        }
    }
}
