package org.platformnetwork.termexecutor.execution;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * How much runs at once, and for how long.
 *
 * @param maxConcurrentTasks how many tasks of a batch run side by side, at most and by default
 * @param maxQueuedBatches how many agreed batches wait while one runs
 * @param installTimeout for each install command
 * @param agentTimeout for the agent
 * @param testTimeout for each test script
 */
@Validated
@ConfigurationProperties("execution")
public record ExecutionSettings(
        @Min(1) @Max(1024) int maxConcurrentTasks,
        @Min(0) @Max(1000) int maxQueuedBatches,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration installTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration agentTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration testTimeout) {}
