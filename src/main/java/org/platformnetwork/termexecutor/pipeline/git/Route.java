package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way on which git reaches a repository's server: for an address that a task named, on which
 * nothing but allowed addresses can be reached.
 */
final class Route implements AutoCloseable {

    private final String url;
    private final List<String> options;
    private final Map<String, String> environment;
    private final @Nullable EgressProxy proxy;

    private Route(String url, Map<String, String> environment, @Nullable EgressProxy proxy) {
        this.url = url;
        this.options = proxy == null ? List.of() : List.of("-c", "http.proxy=" + proxy.url());
        this.environment = environment;
        this.proxy = proxy;
    }

    /** For what the operator chose. */
    static Route open(String url) {
        return new Route(url, Map.of(), null);
    }

    /**
     * For what a task chose.
     *
     * @param ssh the command that begins an SSH connection
     */
    static Route guarded(String url, String ssh, Predicate<InetAddress> allowed)
            throws StepFailedException {
        if (url.startsWith("file:")) {
            return open(url);
        }
        if (url.startsWith("http:") || url.startsWith("https:")) {
            return proxied(url, allowed);
        }
        try {
            var server = PinnedServer.of(url, ssh, allowed);
            if (server == null) {
                throw notPublic();
            }
            return new Route(server.url(), server.environment(), null);
        } catch (UnknownHostException _) {
            throw StepFailedException.failed(
                    "git could not fetch the repository: its server's name has no address.");
        }
    }

    private static Route proxied(String url, Predicate<InetAddress> allowed) {
        try {
            return new Route(url, Map.of(), new EgressProxy(allowed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What git is to fetch. */
    String url() {
        return url;
    }

    /** Of git itself, before its command; every version of it knows them. */
    List<String> options() {
        return options;
    }

    /** Variables that git needs for it. */
    Map<String, String> environment() {
        return environment;
    }

    /**
     * @throws StepFailedException when the fetch wanted to go where it must not
     */
    void check() throws StepFailedException {
        if (proxy != null && proxy.hasRefused()) {
            throw notPublic();
        }
    }

    private static StepFailedException notPublic() {
        return StepFailedException.impossible(
                "The repository's address leads to a machine that is not on the public internet"
                        + " (GIT_ALLOW_PRIVATE, REPO_REWRITE).");
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
    }
}
