package org.platformnetwork.termexecutor.pipeline.git;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where repositories may come from.
 *
 * @param cloneTimeout for bringing one repository, all attempts together
 * @param allowedProtocols what a repository's URL may begin with, after rewriting
 * @param repoRewrite {@code FROM=TO} prefixes; the longest FROM that fits is replaced
 * @param home a directory for git's own configuration and the mirrors; may be shared by services
 * @param cacheBytes what all mirrors may take when no checkout runs; zero keeps none
 * @param allowPrivate whether a task may name a server that is not on the public internet
 */
@Validated
@ConfigurationProperties("git")
record GitSettings(
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration cloneTimeout,
        Set<String> allowedProtocols,
        List<String> repoRewrite,
        Path home,
        DataSize cacheBytes,
        boolean allowPrivate) {

    private static final Set<String> KNOWN = Set.of("https", "http", "ssh", "git", "file");

    GitSettings {
        allowedProtocols = Set.copyOf(allowedProtocols);
        repoRewrite = List.copyOf(repoRewrite);
        home = home.toAbsolutePath().normalize();
        if (!KNOWN.containsAll(allowedProtocols)) {
            throw new IllegalArgumentException(
                    "allowed-protocols: a comma-separated choice of https,http,ssh,git,file");
        }
        if (repoRewrite.stream().anyMatch(rule -> rule.indexOf('=') < 1)) {
            throw new IllegalArgumentException("repo-rewrite: comma-separated FROM=TO prefixes");
        }
        if (cacheBytes.isNegative()) {
            throw new IllegalArgumentException("cache-bytes: a number of bytes, 0 or more");
        }
    }
}
