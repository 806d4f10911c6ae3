package org.platformnetwork.termexecutor.pipeline.git;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server of an {@code ssh} or {@code git} URL at an address that was looked up and checked
 * once, so that git connects to this one and looks up none; it still tells the server, and checks
 * by its key, the name. Neither protocol has redirects.
 *
 * @param url what git fetches
 * @param environment variables that git needs for it
 */
record PinnedServer(String url, Map<String, String> environment) {

    private static final Pattern URL =
            Pattern.compile(
                    "(?<scheme>ssh|git)://(?<user>[^/@:]+@)?(?<host>[\\w.-]+|\\[[\\da-fA-F:.]+])(?::(?<port>\\d{1,5}))?(?<path>/.*)?");

    private static final Pattern SCP_LIKE = Pattern.compile("(?:[^/@:]+@)?(?<host>[\\w.-]+):.*");

    /**
     * Null when the name has no address that is allowed.
     *
     * @param ssh the command that begins an SSH connection
     * @throws UnknownHostException when the name has no address at all
     * @throws StepFailedException when no server can be read from the URL
     */
    static @Nullable PinnedServer of(String url, String ssh, Predicate<InetAddress> allowed)
            throws UnknownHostException, StepFailedException {
        var parts = URL.matcher(url);
        if (!parts.matches()) {
            var scp = SCP_LIKE.matcher(url);
            if (url.contains("://") || !scp.matches()) {
                throw StepFailedException.impossible(
                        "The server in the repository's address cannot be understood.");
            }
            var address = address(scp.group("host"), allowed);
            return address == null ? null : ssh(url, ssh, address, scp.group("host"), null);
        }
        var host = parts.group("host");
        var port = parts.group("port");
        var address = address(host, allowed);
        if (address == null) {
            return null;
        }
        if (parts.group("scheme").equals("ssh")) {
            return ssh(url, ssh, address, host, port);
        }
        var suffix = port == null ? "" : ":" + port;
        var literal = address.contains(":") ? "[" + address + "]" : address;
        var path = parts.group("path");
        return new PinnedServer(
                "git://" + literal + suffix + (path == null ? "" : path),
                Map.of("GIT_OVERRIDE_VIRTUAL_HOST", host + suffix));
    }

    private static PinnedServer ssh(
            String url, String ssh, String address, String host, @Nullable String port) {
        var known = port == null || port.equals("22") ? host : "[%s]:%s".formatted(host, port);
        return new PinnedServer(
                url,
                Map.of(
                        "GIT_SSH_COMMAND",
                        "%s -o HostName=%s -o 'HostKeyAlias=%s'".formatted(ssh, address, known)));
    }

    private static @Nullable String address(String host, Predicate<InetAddress> allowed)
            throws UnknownHostException {
        for (var address : InetAddress.getAllByName(host)) {
            if (allowed.test(address)) {
                return address.getHostAddress();
            }
        }
        return null;
    }
}
