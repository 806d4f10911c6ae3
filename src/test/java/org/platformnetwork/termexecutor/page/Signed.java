package org.platformnetwork.termexecutor.page;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;

/**
 * A request to be signed, written from the description alone.
 *
 * @param body empty, or a form
 */
record Signed(ServiceClient client, String method, String path, BodyPublisher body) {

    static final String OF_NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** One without a body. */
    Signed(ServiceClient client, String method, String path) {
        this(client, method, path, BodyPublishers.noBody());
    }

    Answer unsigned() {
        return send(client.request(path));
    }

    Answer by(KeyPair key) {
        return by(key, UUID.randomUUID().toString());
    }

    /** In version 1. */
    Answer by(KeyPair key, String nonce) {
        return send(signed(key, nonce, key.hotkey().address() + nonce));
    }

    /** In version 2, at a time so many seconds from now. */
    Answer bound(KeyPair key, String sha256, long seconds) {
        return bound(key, sha256, nonce(seconds));
    }

    /** A nonce of version 2, of a time so many seconds from now. */
    static String nonce(long seconds) {
        return (Instant.now().getEpochSecond() + seconds) + ":" + UUID.randomUUID();
    }

    /** In version 2. */
    Answer bound(KeyPair key, String sha256, String nonce) {
        var text = "term-executor:v2:%s:%s:%s:%s".formatted(method, path, sha256, nonce);
        return send(
                signed(key, nonce, text)
                        .header("X-Signature-Version", "2")
                        .header("X-Archive-Sha256", sha256));
    }

    private HttpRequest.Builder signed(KeyPair key, String nonce, String text) {
        var signature = key.sign(text.getBytes(StandardCharsets.UTF_8)).toHex();
        return client.request(path)
                .header("X-Hotkey", key.hotkey().address())
                .header("X-Nonce", nonce)
                .header("X-Signature", signature);
    }

    /** In version 2, with the signature of something else. */
    Answer forged(KeyPair key) {
        return send(
                signed(key, nonce(0), "another")
                        .header("X-Signature-Version", "2")
                        .header("X-Archive-Sha256", OF_NOTHING));
    }

    private Answer send(HttpRequest.Builder request) {
        if (body.contentLength() > 0) {
            request.header("Content-Type", ServiceClient.multipartType());
        }
        return client.send(request.method(method, body).build());
    }
}
