package org.platformnetwork.termexecutor.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * A PostgreSQL URL as libpq and hosters write it, taken apart for JDBC, which wants user and
 * password beside it.
 *
 * @param jdbc without user and password
 */
record PostgresUrl(String jdbc, @Nullable String user, @Nullable String password) {

    private static final String JDBC = "jdbc:";
    private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");

    /** Null for what is not one. */
    static @Nullable PostgresUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.startsWith(JDBC) ? text.substring(JDBC.length()) : text);
        } catch (URISyntaxException _) {
            return null;
        }
        if (uri.getScheme() == null
                || !SCHEMES.contains(uri.getScheme())
                || uri.getHost() == null
                || uri.getRawPath() == null
                || uri.getRawPath().length() < 2) {
            return null;
        }
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = login.indexOf(':');
        return new PostgresUrl(
                JDBC + "postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                decoded(colon < 0 ? login : login.substring(0, colon)),
                colon < 0 ? null : decoded(login.substring(colon + 1)));
    }

    private static @Nullable String decoded(String part) {
        return part.isEmpty() ? null : UriUtils.decode(part, StandardCharsets.UTF_8);
    }
}
