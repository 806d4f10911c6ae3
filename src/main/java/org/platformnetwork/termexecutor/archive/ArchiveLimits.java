package org.platformnetwork.termexecutor.archive;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one upload may cost, so that neither its size nor what it unpacks to is the sender's choice.
 *
 * @param maxArchiveBytes size of the upload itself; applied where it is received
 * @param maxEntries files, directories (also those only implied by a path) and tar metadata records
 * @param maxTotalBytes all unpacked files together
 * @param maxFileBytes one unpacked file
 * @param maxRatio unpacked bytes per archive byte over the whole; the first 8 MiB are exempt
 * @param maxPathLength UTF-8 bytes of a path inside the archive, without a leading {@code ./}
 * @param maxDepth names in a path, the file's own included
 */
@Validated
@ConfigurationProperties("archive")
public record ArchiveLimits(
        @DefaultValue("524288000B") DataSize maxArchiveBytes,
        @DefaultValue("20000") @Min(1) @Max(1_000_000) int maxEntries,
        @DefaultValue("2GB") DataSize maxTotalBytes,
        @DefaultValue("512MB") DataSize maxFileBytes,
        @DefaultValue("200") @Min(1) @Max(2_000) int maxRatio,
        @DefaultValue("1024") @Min(64) @Max(2_048) int maxPathLength,
        @DefaultValue("32") @Min(4) @Max(256) int maxDepth) {
    private static final DataSize MOST = DataSize.ofTerabytes(1);

    public ArchiveLimits {
        requireInRange("max-archive-bytes", maxArchiveBytes);
        requireInRange("max-total-bytes", maxTotalBytes);
        requireInRange("max-file-bytes", maxFileBytes);
    }

    /** What a service has whose operator set none of them; the framework is not asked for it. */
    public static ArchiveLimits defaults() {
        return new ArchiveLimits(
                DataSize.ofBytes(524_288_000),
                20_000,
                DataSize.ofGigabytes(2),
                DataSize.ofMegabytes(512),
                200,
                1024,
                32);
    }

    private static void requireInRange(String name, DataSize size) {
        if (size.toBytes() < 1 || size.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "%s: a number of bytes from 1 to 1099511627776".formatted(name));
        }
    }
}
