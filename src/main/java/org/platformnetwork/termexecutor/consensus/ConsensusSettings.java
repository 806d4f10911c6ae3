package org.platformnetwork.termexecutor.consensus;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * When enough validators agree.
 *
 * @param threshold the share of all validators that must agree, 0 to 1
 * @param ttl how long votes are collected, from the first one on
 * @param maxPending how many archives may collect votes at once
 * @param maxPendingBytes how large those archives may be together
 * @param maxQueuedBatches how many agreed batches wait while one runs
 */
@Validated
@ConfigurationProperties("consensus")
public record ConsensusSettings(
        @DecimalMin("0") @DecimalMax("1") BigDecimal threshold,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration ttl,
        @Min(1) int maxPending,
        DataSize maxPendingBytes,
        @Min(0) @Max(1000) int maxQueuedBatches) {

    public ConsensusSettings {
        if (maxPendingBytes.toBytes() < 1) {
            throw new IllegalArgumentException("max-pending-bytes: a number of bytes, 1 or more");
        }
    }

    /** {@code max(1, ceil(validators × threshold))}, in decimal: 0.1 of 30 is 3, not 4. */
    int required(int validators) {
        var share = threshold.multiply(BigDecimal.valueOf(validators));
        return Math.max(1, share.setScale(0, RoundingMode.CEILING).intValueExact());
    }
}
