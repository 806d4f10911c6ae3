package org.platformnetwork.termexecutor.sandbox;

import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
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
 * @param publicAddresses how the machine is known outside, if not by an address of its own
 */
@Validated
@ConfigurationProperties("sandbox")
public record SandboxSettings(
        Path workspaceBase,
        Path dataDir,
        @Pattern(
                        regexp = "auto|namespaces|uid|process",
                        message = "auto, namespaces, uid or process")
                String isolation,
        boolean installAsRoot,
        DataSize maxOutput,
        List<String> publicAddresses) {

    private static final Predicate<String> IPV4 =
            java.util.regex.Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}")
                    .asMatchPredicate();

    /** All of IPv6 is closed to agents where these count. */
    private static final Predicate<String> IPV6 =
            java.util.regex.Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*").asMatchPredicate();

    /** Those of IPv4. */
    public List<String> publicIpv4Addresses() {
        return publicAddresses.stream().filter(IPV4).toList();
    }

    public SandboxSettings {
        workspaceBase = workspaceBase.toAbsolutePath().normalize();
        dataDir = dataDir.toAbsolutePath().normalize();
        publicAddresses = List.copyOf(publicAddresses);
        if (!publicAddresses.stream().allMatch(IPV4.or(IPV6))) {
            throw new IllegalArgumentException("public-addresses: comma-separated IP addresses");
        }
        if (maxOutput.toBytes() < 1024 || maxOutput.toBytes() > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "max-output: a whole number of bytes from 1024 to 536870911");
        }
    }
}
