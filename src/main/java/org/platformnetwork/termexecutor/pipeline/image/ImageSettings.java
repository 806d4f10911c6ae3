package org.platformnetwork.termexecutor.pipeline.image;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Whether tasks run in the container images that they name, and where these come from.
 *
 * @param mode when images are used
 * @param rewrite {@code FROM=TO} prefixes of names; the longest FROM that fits is replaced
 * @param allow prefixes of the names that a task may give
 * @param insecure registries, as host and port, that are reached without TLS
 * @param authFile an {@code auth.json} with credentials by registry; empty for none
 * @param timeout for pulling one image
 * @param maxBytes what one image may take, unpacked
 * @param cacheBytes what all images may take that no task uses
 */
@Validated
@ConfigurationProperties("images")
public record ImageSettings(
        Mode mode,
        List<String> rewrite,
        List<String> allow,
        List<String> insecure,
        String authFile,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration timeout,
        DataSize maxBytes,
        DataSize cacheBytes) {

    /** When a task runs in the image that it names. */
    public enum Mode {
        /** Where this machine can; elsewhere on the machine's own system, with a note. */
        AUTO,
        /** Always; where this machine cannot, the task has no verdict. */
        REQUIRE,
        /** Never. */
        OFF;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ImageSettings {
        rewrite = List.copyOf(rewrite);
        allow = List.copyOf(allow);
        insecure = List.copyOf(insecure);
        if (rewrite.stream().anyMatch(rule -> rule.indexOf('=') < 1)) {
            throw new IllegalArgumentException("rewrite: comma-separated FROM=TO prefixes");
        }
        if (maxBytes.toBytes() < 1 << 20) {
            throw new IllegalArgumentException("max-bytes: a number of bytes, 1048576 or more");
        }
        if (cacheBytes.isNegative()) {
            throw new IllegalArgumentException("cache-bytes: a number of bytes, 0 or more");
        }
    }
}
