package org.platformnetwork.termexecutor.submission.auth;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * How requests are told apart from replays.
 *
 * @param nonceTtl how long a used nonce is remembered, at least 300 s
 * @param requireBodySignature whether signatures that say nothing about the body are refused
 */
@Validated
@ConfigurationProperties("auth")
record AuthSettings(
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 300) Duration nonceTtl,
        boolean requireBodySignature) {}
