package org.platformnetwork.termexecutor.sandbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What each command of a task may use, with all that it starts; 0 is no limit.
 *
 * @param memory resident memory, without swap
 * @param processes processes and threads at one time
 * @param cpus processors
 * @param disk what a sandbox may hold, its layer's content apart
 * @param inodes how many files and directories that may be
 * @param fileSize the largest file
 * @param openFiles of one process
 */
@Validated
@ConfigurationProperties("limits")
record LimitSettings(
        DataSize memory,
        @Min(0) @Max(4_194_304) int processes,
        @Min(0) @Max(4096) double cpus,
        DataSize disk,
        @Min(0) long inodes,
        DataSize fileSize,
        @Min(0) @Max(1_048_576) int openFiles) {

    LimitSettings {
        requireSize("memory", memory);
        requireSize("disk", disk);
        requireSize("file-size", fileSize);
    }

    private static void requireSize(String setting, DataSize size) {
        if (size.isNegative()) {
            throw new IllegalArgumentException(setting + ": a number of bytes, 0 for no limit");
        }
    }
}
