package org.platformnetwork.termexecutor.sandbox;

import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where and how the commands of tasks run.
 *
 * @param workspaceBase where uploads and the directories of running tasks lie; this service's alone
 * @param dataDir where the service keeps what outlives it; commands never see it
 * @param isolation the level asked for
 * @param installAsRoot whether install commands are root at level {@code uid}
 * @param maxOutput what is kept of each command's output
 */
@Validated
@ConfigurationProperties("sandbox")
record SandboxSettings(
        Path workspaceBase,
        Path dataDir,
        @Pattern(
                        regexp = "auto|namespaces|uid|process",
                        message = "auto, namespaces, uid or process")
                String isolation,
        boolean installAsRoot,
        DataSize maxOutput) {

    SandboxSettings {
        workspaceBase = workspaceBase.toAbsolutePath().normalize();
        dataDir = dataDir.toAbsolutePath().normalize();
        if (maxOutput.toBytes() < 1024 || maxOutput.toBytes() > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "max-output: a whole number of bytes from 1024 to 536870911");
        }
    }
}
