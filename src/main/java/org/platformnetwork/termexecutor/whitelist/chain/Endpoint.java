package org.platformnetwork.termexecutor.whitelist.chain;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's address. Its path, query and user are an API key as often as not, so only {@link #label}
 * is ever shown.
 */
final class Endpoint {

    private static final Map<String, Integer> PORTS =
            Map.of("ws", 80, "http", 80, "wss", 443, "https", 443);
    private static final Set<String> WEB_SOCKET = Set.of("ws", "wss");
    private static final Pattern SEPARATORS = Pattern.compile("[/?&=:@;]+");
    private static final int SHORTEST_SECRET = 6;

    private final URI uri;
    private final String scheme;
    private final String label;

    private Endpoint(URI uri, String scheme, String host) {
        this.uri = uri;
        this.scheme = scheme;
        int port = uri.getPort() < 0 ? PORTS.getOrDefault(scheme, 0) : uri.getPort();
        this.label = "%s://%s:%d".formatted(scheme, host, port);
    }

    /** The endpoint of a URL of one of the four schemes, or empty. */
    static Optional<Endpoint> parse(String url) {
        try {
            var uri = new URI(url.strip());
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return uri.getHost() != null && PORTS.containsKey(scheme) && uri.getPort() <= 65535
                    ? Optional.of(new Endpoint(uri, scheme, uri.getHost()))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    boolean isWebSocket() {
        return WEB_SOCKET.contains(scheme);
    }

    /** Scheme, host and port. */
    String label() {
        return label;
    }

    /** The address without the user, who goes into {@link #authorization}. */
    URI target() {
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return URI.create(label + path + query);
    }

    /** The value of the header {@code Authorization}, when the URL names a user. */
    @Nullable String authorization() {
        var user = uri.getUserInfo();
        return user == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /** A node's own words, short, in plain characters, and without the secrets of this address. */
    String quote(String words) {
        var plain = words.replaceAll("[^ -~]", " ").strip().replaceAll("[.]+$", "");
        for (var part : new String[] {uri.getUserInfo(), uri.getPath(), uri.getQuery()}) {
            if (part != null) {
                for (var secret : SEPARATORS.split(part, -1)) {
                    if (secret.length() >= SHORTEST_SECRET) {
                        plain = plain.replace(secret, "(hidden)");
                    }
                }
            }
        }
        return plain.length() > 160 ? plain.substring(0, 160) + "..." : plain;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint endpoint && endpoint.uri.equals(uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    @Override
    public String toString() {
        return label;
    }
}
