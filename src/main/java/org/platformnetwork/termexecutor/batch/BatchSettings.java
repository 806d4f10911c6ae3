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
 * @param maxLog how much is kept of what the commands of a batch print, the same for each of its
 *     tasks and more where others leave some; 0 keeps nothing
 * @param maxTotalLog how much of that is kept of all batches together; the logs of those that ended
 *     first go first
 */
@Validated
@ConfigurationProperties("batch")
public record BatchSettings(
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration sessionTtl,
        DataSize maxLog,
        DataSize maxTotalLog) {

    public BatchSettings {
        if (maxLog.isNegative()) {
            throw new IllegalArgumentException("max-log: a number of bytes, 0 or more");
        }
        if (maxTotalLog.isNegative()) {
            throw new IllegalArgumentException("max-total-log: a number of bytes, 0 or more");
        }
    }
}
