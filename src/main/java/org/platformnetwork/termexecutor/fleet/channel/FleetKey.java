package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.platformnetwork.termexecutor.file.StartupException;

/**
 * The secret that a coordinator and its workers share: the lines of {@code FLEET_KEY_FILE}. The
 * first is used; the second, during a rotation, is accepted too. Nothing uses a line itself: each
 * use has a key of its own, derived by HKDF (RFC 5869).
 */
public final class FleetKey {

    private static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 4096;
    private static final int MOST_KEYS = 2;

    /** Says which key files are meant, and is part of what is derived. */
    private static final String SALT = "term-executor fleet";

    private final List<String> secrets;

    private FleetKey(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /**
     * Reads the file once; a changed one counts from the next start.
     *
     * @param file empty when none is set
     * @throws StartupException with one sentence that says what is wrong with it; it quotes nothing
     */
    public static FleetKey read(String file) {
        if (file.isEmpty()) {
            throw refused("is not set; a coordinator and its workers need it");
        }
        try (var in = Files.newInputStream(Path.of(file))) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw refused("is longer than " + MOST_BYTES + " bytes");
            }
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return of(text.toString());
        } catch (CharacterCodingException _) {
            throw refused("is not text; make one with openssl rand -hex 32");
        } catch (IOException | IllegalArgumentException _) {
            throw refused("cannot be read by the service's user");
        }
    }

    static FleetKey of(String text) {
        var secrets = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (secrets.isEmpty()) {
            throw refused("is empty; make one with openssl rand -hex 32");
        }
        if (secrets.size() > MOST_KEYS) {
            throw refused("has more than two lines: the key, and during a rotation another one");
        }
        for (var secret : secrets) {
            if (secret.getBytes(StandardCharsets.UTF_8).length < LEAST_BYTES) {
                throw refused(
                        "has a line of fewer than "
                                + LEAST_BYTES
                                + " bytes; make one with openssl rand -hex 32");
            }
        }
        return new FleetKey(secrets);
    }

    private static StartupException refused(String why) {
        return new StartupException("FLEET_KEY_FILE " + why + ".");
    }

    /** For HMAC-SHA-256 of requests: the first signs, each is accepted. */
    List<SecretKey> forRequests() {
        return derived("requests", "HmacSHA256");
    }

    /** For AES-256 of what Temporal keeps: the first encrypts, each decrypts. */
    public List<SecretKey> forPayloads() {
        return derived("payloads", "AES");
    }

    private List<SecretKey> derived(String use, String algorithm) {
        return secrets.stream().map(secret -> derived(secret, use, algorithm)).toList();
    }

    private static SecretKey derived(String secret, String use, String algorithm) {
        try {
            var parameters =
                    HKDFParameterSpec.ofExtract()
                            .addIKM(bytes(secret))
                            .addSalt(bytes(SALT))
                            .thenExpand(bytes(use), 32);
            return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
