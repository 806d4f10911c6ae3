package org.platformnetwork.termexecutor.fleet.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Shows by {@code Authorization} that a request comes from a holder of the fleet's key: an
 * HMAC-SHA-256 over method, path, worker, time and the body's SHA-256. Requests may be repeated
 * within the window, which changes nothing.
 */
final class RequestProof {

    /** How far the clocks of a coordinator and its workers may be apart. */
    static final Duration WINDOW = Duration.ofSeconds(60);

    private static final Pattern HEADER =
            Pattern.compile(
                    "Fleet worker=([A-Za-z0-9._-]{1,64}), time=(\\d{1,12}), body=([0-9a-f]{64}),"
                            + " proof=([0-9a-f]{64})");

    private final List<SecretKey> keys;
    private final InstantSource clock;

    RequestProof(FleetKey key, InstantSource clock) {
        this.keys = key.forRequests();
        this.clock = clock;
    }

    sealed interface Check {

        /**
         * It comes from a holder of the key.
         *
         * @param body the SHA-256 that the body has to have, in hex
         */
        record Genuine(String worker, String body) implements Check {}

        /**
         * It does not, or not from now.
         *
         * @param reason one sentence for the operator of the worker
         */
        record Refused(String reason) implements Check {}
    }

    /** The SHA-256 of a body, in hex. */
    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The header of a request.
     *
     * @param path with its query, as it is sent
     */
    String header(String method, String path, String worker, String bodyHash) {
        long time = clock.instant().getEpochSecond();
        var proof = proof(keys.getFirst(), message(method, path, worker, time, bodyHash));
        return "Fleet worker=%s, time=%d, body=%s, proof=%s"
                .formatted(worker, time, bodyHash, HexFormat.of().formatHex(proof));
    }

    Check check(String method, String path, @Nullable String header) {
        if (header == null) {
            return new Check.Refused("The request has no proof of the fleet's key.");
        }
        var parts = HEADER.matcher(header);
        if (!parts.matches()) {
            return new Check.Refused("The proof of the fleet's key cannot be read.");
        }
        var worker = parts.group(1);
        long time = Long.parseLong(parts.group(2));
        var body = parts.group(3);
        var message = message(method, path, worker, time, body);
        var sent = HexFormat.of().parseHex(parts.group(4));
        if (keys.stream().noneMatch(key -> MessageDigest.isEqual(proof(key, message), sent))) {
            return new Check.Refused(
                    "The key is another one; FLEET_KEY_FILE has to be the same on all.");
        }
        var apart = Duration.between(Instant.ofEpochSecond(time), clock.instant()).abs();
        return apart.compareTo(WINDOW) > 0
                ? new Check.Refused(
                        "The clocks of coordinator and worker are %d s apart, more than %d."
                                .formatted(apart.toSeconds(), WINDOW.toSeconds()))
                : new Check.Genuine(worker, body);
    }

    /** None of the parts has a line's end in it. */
    private static byte[] message(
            String method, String path, String worker, long time, String bodyHash) {
        return String.join("\n", method, path, worker, Long.toString(time), bodyHash)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] proof(SecretKey key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
