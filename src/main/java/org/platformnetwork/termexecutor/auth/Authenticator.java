package org.platformnetwork.termexecutor.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.hotkey.Signature;
import org.platformnetwork.termexecutor.hotkey.VerificationKey;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.springframework.stereotype.Component;

/**
 * Tells which validator sent a request, from its headers alone: the body is not touched, so a
 * refused upload costs nothing. The checks and their order are the contract's.
 */
@Component
public final class Authenticator {

    private static final int MAX_NONCE_LENGTH = 256;
    private static final int MAX_SIGNATURE_LENGTH = 256;
    private static final Duration WHITELIST_RETRY = Duration.ofSeconds(30);

    /** Validators are few and come again; only theirs get here. */
    private static final int MAX_KEYS = 256;

    private final ValidatorWhitelist whitelist;
    private final NonceStore nonces;
    private final Cache<PublicKey, Optional<VerificationKey>> keys =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    Authenticator(ValidatorWhitelist whitelist, NonceStore nonces) {
        this.whitelist = whitelist;
        this.nonces = nonces;
    }

    /**
     * The hotkey that signed this request; its nonce is used up by the call.
     *
     * @throws ApiException with the contract's code when a check fails
     */
    public Hotkey authenticate(HttpServletRequest request) {
        var hotkey = new Hotkey(header(request, "X-Hotkey", Hotkey.MAX_LENGTH));
        var nonce = header(request, "X-Nonce", MAX_NONCE_LENGTH);
        var signatureHex = header(request, "X-Signature", MAX_SIGNATURE_LENGTH);

        var validators = whitelist.validators();
        if (validators.isEmpty()) {
            throw new ApiException(
                    ErrorCode.WHITELIST_NOT_READY,
                    "The validator list is still empty; try again later.",
                    WHITELIST_RETRY);
        }
        if (!validators.contains(hotkey)) {
            throw new ApiException(
                    ErrorCode.UNAUTHORIZED_HOTKEY, "This hotkey is not a known validator.");
        }
        var publicKey =
                hotkey.publicKey()
                        .orElseThrow(() ->
                                new ApiException(
                                        ErrorCode.INVALID_HOTKEY,
                                        "X-Hotkey is not an SS58 address with prefix 42."));
        if (nonces.isUsed(hotkey, nonce)) {
            throw nonceReused();
        }
        var message = (hotkey.address() + nonce).getBytes(StandardCharsets.UTF_8);
        var signed =
                Signature.parse(signatureHex)
                        .filter(signature -> verifies(publicKey, message, signature))
                        .isPresent();
        if (!signed) {
            throw new ApiException(
                    ErrorCode.INVALID_SIGNATURE,
                    "X-Signature is not this hotkey's sr25519 signature of hotkey + nonce.");
        }
        if (!nonces.consume(hotkey, nonce)) {
            throw nonceReused();
        }
        return hotkey;
    }

    private boolean verifies(PublicKey publicKey, byte[] message, Signature signature) {
        return keys.get(publicKey, VerificationKey::of)
                .filter(key -> key.verify(message, signature))
                .isPresent();
    }

    private static ApiException nonceReused() {
        return new ApiException(
                ErrorCode.NONCE_REUSED, "This nonce was used before; choose a new one.");
    }

    private static String header(HttpServletRequest request, String name, int maxLength) {
        var values = Collections.list(request.getHeaders(name));
        if (values.size() != 1
                || values.getFirst().isEmpty()
                || values.getFirst().length() > maxLength
                || !values.getFirst().chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new ApiException(
                    ErrorCode.MISSING_AUTH,
                    "The header %s is needed exactly once, with 1 to %d printable ASCII characters."
                            .formatted(name, maxLength));
        }
        return values.getFirst();
    }
}
