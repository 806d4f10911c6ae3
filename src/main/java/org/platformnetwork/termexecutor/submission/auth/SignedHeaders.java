package org.platformnetwork.termexecutor.submission.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;

/**
 * The headers of a signed request, and what they say was signed.
 *
 * @param signature hexadecimal, as sent
 * @param archiveSha256 hexadecimal, as sent and signed; null in version 1
 */
record SignedHeaders(
        Hotkey hotkey, String nonce, String signature, @Nullable String archiveSha256) {

    private static final int MAX_NONCE_LENGTH = 256;
    private static final int MAX_SIGNATURE_LENGTH = 256;
    private static final String VERSION = "X-Signature-Version";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    /** {@code UNIX_SECONDS:RANDOM}. */
    private static final Pattern TIMED_NONCE = Pattern.compile("([0-9]{1,12}):.+");

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /**
     * Takes them from a request.
     *
     * @throws ApiException as {@code missing_auth}
     */
    static SignedHeaders of(HttpServletRequest request) {
        var hotkey = new Hotkey(header(request, "X-Hotkey", Hotkey.MAX_LENGTH));
        var nonce = header(request, "X-Nonce", MAX_NONCE_LENGTH);
        var signature = header(request, "X-Signature", MAX_SIGNATURE_LENGTH);
        return new SignedHeaders(
                hotkey, nonce, signature, isVersion2(request) ? archiveSha256(request) : null);
    }

    private static boolean isVersion2(HttpServletRequest request) {
        var values = Collections.list(request.getHeaders(VERSION));
        if (values.isEmpty() || values.equals(List.of("1"))) {
            return false;
        }
        if (values.equals(List.of("2"))) {
            return true;
        }
        throw missing("The header %s is 1 or 2.".formatted(VERSION));
    }

    private static String archiveSha256(HttpServletRequest request) {
        var value = header(request, "X-Archive-Sha256", 64);
        if (!SHA256.matcher(value).matches()) {
            throw missing("The header X-Archive-Sha256 is a SHA-256 in 64 hexadecimal digits.");
        }
        return value;
    }

    private static String header(HttpServletRequest request, String name, int maxLength) {
        var values = Collections.list(request.getHeaders(name));
        if (values.size() != 1
                || values.getFirst().isEmpty()
                || values.getFirst().length() > maxLength
                || !values.getFirst().chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw missing(
                    "The header %s is needed exactly once, with 1 to %d printable ASCII characters."
                            .formatted(name, maxLength));
        }
        return values.getFirst();
    }

    private static ApiException missing(String message) {
        return new ApiException(ErrorCode.MISSING_AUTH, message);
    }

    boolean isBoundToBody() {
        return archiveSha256 != null;
    }

    @Nullable ArchiveHash archive() {
        return archiveSha256 == null
                ? null
                : new ArchiveHash(archiveSha256.toLowerCase(Locale.ROOT));
    }

    /** Whether the nonce of a version 2 tells a time near enough to be this request's. */
    boolean isFresh(Instant now) {
        if (archiveSha256 == null) {
            return true;
        }
        var timed = TIMED_NONCE.matcher(nonce);
        return timed.matches()
                && Duration.between(Instant.ofEpochSecond(Long.parseLong(timed.group(1))), now)
                                .abs()
                                .compareTo(TOLERANCE)
                        <= 0;
    }

    /** What must be signed; path and query as they stand in the request. */
    byte[] message(HttpServletRequest request) {
        var query = request.getQueryString();
        var text =
                archiveSha256 == null
                        ? hotkey.address() + nonce
                        : String.join(
                                ":",
                                "term-executor:v2",
                                request.getMethod(),
                                request.getRequestURI() + (query == null ? "" : "?" + query),
                                archiveSha256,
                                nonce);
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
