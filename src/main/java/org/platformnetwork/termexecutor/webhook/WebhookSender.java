package org.platformnetwork.termexecutor.webhook;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.pipeline.git.EgressProxy;
import org.platformnetwork.termexecutor.pipeline.git.PublicAddresses;

/**
 * One POST, to an address that was checked when it was connected to; redirects are not followed.
 */
final class WebhookSender {

    /** In all, from the lookup of the name to the answer's headers. */
    private static final int TIMEOUT_SECS = 15;

    private final boolean allowPrivate;

    WebhookSender(boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
    }

    /** What came of it: empty when it was accepted, else a phrase without anything received. */
    String send(String url, Map<String, String> headers, byte[] body) {
        try (var egress =
                new EgressProxy(address -> allowPrivate || PublicAddresses.contain(address))) {
            var proxy = new Proxy(Proxy.Type.SOCKS, egress.address());
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(proxy);
            var tooLate =
                    CompletableFuture.runAsync(
                            egress::close,
                            CompletableFuture.delayedExecutor(TIMEOUT_SECS, TimeUnit.SECONDS));
            try {
                int status = post(connection, headers, body);
                return status / 100 == 2 ? "" : "it answered " + status;
            } catch (IOException e) {
                return egress.hasRefused()
                        ? "its address is not public (WEBHOOK_ALLOW_PRIVATE)"
                        : "it cannot be reached";
            } finally {
                tooLate.cancel(false);
                connection.disconnect();
            }
        } catch (IOException e) {
            return "no connection can be made";
        }
    }

    private static int post(HttpURLConnection connection, Map<String, String> headers, byte[] body)
            throws IOException {
        connection.setRequestMethod("POST");
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(TIMEOUT_SECS * 1000);
        connection.setReadTimeout(TIMEOUT_SECS * 1000);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setDoOutput(true);
        headers.forEach(connection::setRequestProperty);
        connection.setRequestProperty("Connection", "close");
        try (var out = connection.getOutputStream()) {
            out.write(body);
        }
        return connection.getResponseCode();
    }
}
