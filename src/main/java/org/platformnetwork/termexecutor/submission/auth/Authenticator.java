package org.platformnetwork.termexecutor.submission.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
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

    private static final Duration WHITELIST_RETRY = Duration.ofSeconds(30);

    /** Validators are few and come again; only theirs get here. */
    private static final int MAX_KEYS = 256;

    /** What a signature of version 2 is bound to when there is no body. */
    private static final ArchiveHash NOTHING =
            ArchiveHash.of(ArchiveHash.digest().digest(new byte[0]));

    private final ValidatorWhitelist whitelist;
    private final NonceStore nonces;
    private final AuthSettings settings;
    private final InstantSource clock;
    private final Cache<PublicKey, Optional<VerificationKey>> keys =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    Authenticator(
            ValidatorWhitelist whitelist,
            NonceStore nonces,
            AuthSettings settings,
            InstantSource clock) {
        this.whitelist = whitelist;
        this.nonces = nonces;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Who signed this request; its nonce is used up by the call.
     *
     * @throws ApiException with the contract's code when a check fails
     */
    public AuthenticatedRequest authenticate(HttpServletRequest request) {
        return authenticate(request, settings.requireBodySignature());
    }

    /**
     * Who signed this request without a body in version 2: one of version 1 says nothing about
     * method and path, so whoever sees it could send it elsewhere.
     *
     * @throws ApiException with the contract's code when a check fails
     */
    public Hotkey authenticateWithoutBody(HttpServletRequest request) {
        var authenticatedRequest = authenticate(request, true);
        if (!NOTHING.equals(authenticatedRequest.archive())) {
            throw new ApiException(
                    ErrorCode.ARCHIVE_HASH_MISMATCH,
                    "This request has no archive: X-Archive-Sha256 is the hash of nothing.");
        }
        return authenticatedRequest.hotkey();
    }

    private AuthenticatedRequest authenticate(HttpServletRequest request, boolean requiresBinding) {
        var headers = SignedHeaders.of(request);
        var hotkey = headers.hotkey();
        if (requiresBinding && !headers.isBoundToBody()) {
            throw new ApiException(
                    ErrorCode.BODY_SIGNATURE_REQUIRED,
                    "Signatures must be of version 2, bound to the request.");
        }
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
        if (!headers.isFresh(clock.instant())) {
            throw new ApiException(
                    ErrorCode.STALE_NONCE,
                    "X-Nonce is not UNIX_SECONDS:RANDOM with a time within 300 s of now.");
        }
        var message = headers.message(request);
        var signed =
                Signature.parse(headers.signature())
                        .filter(signature -> verifies(publicKey, message, signature))
                        .isPresent();
        if (!signed) {
            // What a nonce is refused for comes first.
            if (nonces.isUsed(hotkey, headers.nonce())) {
                throw nonceReused();
            }
            throw new ApiException(
                    ErrorCode.INVALID_SIGNATURE,
                    headers.isBoundToBody()
                            ? "X-Signature is not this hotkey's sr25519 signature of"
                                    + " term-executor:v2:METHOD:PATH?QUERY:ARCHIVE_SHA256:NONCE."
                            : "X-Signature is not this hotkey's sr25519 signature of hotkey +"
                                    + " nonce.");
        }
        if (!nonces.consume(hotkey, headers.nonce())) {
            throw nonceReused();
        }
        return new AuthenticatedRequest(hotkey, headers.archive());
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

    /**
     * Who signed a request.
     *
     * @param archive the archive that the signature is for; null for a signature of version 1,
     *     which says nothing about the body
     */
    public record AuthenticatedRequest(Hotkey hotkey, @Nullable ArchiveHash archive) {}
}
