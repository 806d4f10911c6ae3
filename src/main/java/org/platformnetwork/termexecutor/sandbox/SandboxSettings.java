package org.platformnetwork.termexecutor.sandbox;

import jakarta.validation.constraints.Pattern;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.isolation.HostRootfs;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
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
 * @param closedHosts of a worker: what no command of a task may reach, as {@code host:port} or a
 *     URL; then install commands, too, reach the public internet only
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
        List<String> publicAddresses,
        @DefaultValue List<String> closedHosts) {

    private static final Predicate<String> IPV4 =
            java.util.regex.Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}")
                    .asMatchPredicate();

    /** All of IPv6 is closed to agents where these count. */
    private static final Predicate<String> IPV6 =
            java.util.regex.Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*").asMatchPredicate();

    /**
     * What agents do not reach, though it may be public: addresses of IPv4, looked up now.
     *
     * @throws UnknownHostException when a closed host cannot be looked up
     */
    public List<String> closedIpv4Addresses() throws UnknownHostException {
        var closed = Stream.<String>builder();
        for (var place : closedHosts) {
            Arrays.stream(InetAddress.getAllByName(host(place)))
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .forEach(closed);
        }
        return Stream.concat(publicAddresses.stream().filter(IPV4), closed.build())
                .distinct()
                .toList();
    }

    /** Whether commands see where a file of the service's lies: their user may be its owner. */
    public boolean shows(Path file) {
        var place = file.toAbsolutePath().normalize().getParent();
        return place != null
                && HostRootfs.shows(place)
                && !place.startsWith(dataDir)
                && !place.startsWith(workspaceBase);
    }

    private static String host(String place) throws UnknownHostException {
        try {
            var uri = URI.create(place.contains("://") ? place : "tcp://" + place);
            if (uri.getHost() != null) {
                return uri.getHost();
            }
        } catch (IllegalArgumentException _) {
            // As any other text.
        }
        throw new UnknownHostException("no host");
    }

    public SandboxSettings {
        workspaceBase = workspaceBase.toAbsolutePath().normalize();
        dataDir = dataDir.toAbsolutePath().normalize();
        publicAddresses = List.copyOf(publicAddresses);
        closedHosts = closedHosts.stream().filter(place -> !place.isBlank()).toList();
        if (!publicAddresses.stream().allMatch(IPV4.or(IPV6))) {
            throw new IllegalArgumentException("public-addresses: comma-separated IP addresses");
        }
        if (maxOutput.toBytes() < 1024 || maxOutput.toBytes() > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "max-output: a whole number of bytes from 1024 to 536870911");
        }
    }
}
