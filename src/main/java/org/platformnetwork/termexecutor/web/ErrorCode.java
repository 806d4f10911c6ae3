package org.platformnetwork.termexecutor.web;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Every code that an error body can carry, with its HTTP status; the names are the contract's. */
public enum ErrorCode {
    MISSING_AUTH(HttpStatus.UNAUTHORIZED),
    UNAUTHORIZED_HOTKEY(HttpStatus.UNAUTHORIZED),
    INVALID_HOTKEY(HttpStatus.UNAUTHORIZED),
    NONCE_REUSED(HttpStatus.UNAUTHORIZED),
    INVALID_SIGNATURE(HttpStatus.UNAUTHORIZED),
    STALE_NONCE(HttpStatus.UNAUTHORIZED),
    BODY_SIGNATURE_REQUIRED(HttpStatus.UNAUTHORIZED),
    NOT_READY(HttpStatus.SERVICE_UNAVAILABLE),
    WHITELIST_NOT_READY(HttpStatus.SERVICE_UNAVAILABLE),
    TOO_MANY_PENDING(HttpStatus.SERVICE_UNAVAILABLE),
    BUSY(HttpStatus.SERVICE_UNAVAILABLE),
    STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    INVALID_PARAMETER(HttpStatus.BAD_REQUEST),
    MISSING_ARCHIVE(HttpStatus.BAD_REQUEST),
    UPLOAD_FAILED(HttpStatus.BAD_REQUEST),
    ARCHIVE_TOO_LARGE(HttpStatus.BAD_REQUEST),
    EXTRACTION_FAILED(HttpStatus.BAD_REQUEST),
    ARCHIVE_HASH_MISMATCH(HttpStatus.BAD_REQUEST),
    BAD_REQUEST(HttpStatus.BAD_REQUEST),
    NOT_A_VOTER(HttpStatus.FORBIDDEN),
    LOGS_NOT_PUBLIC(HttpStatus.FORBIDDEN),
    UNKNOWN_ARCHIVE(HttpStatus.NOT_FOUND),
    NOT_FOUND(HttpStatus.NOT_FOUND),
    BATCH_NOT_FOUND(HttpStatus.NOT_FOUND),
    TASK_NOT_FOUND(HttpStatus.NOT_FOUND),
    BATCH_NOT_FINISHED(HttpStatus.CONFLICT),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR);

    private final HttpStatus status;

    ErrorCode(HttpStatus status) {
        this.status = status;
    }

    public HttpStatus status() {
        return status;
    }

    /** The code as clients read it, for example {@code missing_auth}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code for a status that the web server or the framework chose itself. */
    static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> PAYLOAD_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 501, 505 -> BAD_REQUEST;
            default -> status >= 500 ? INTERNAL_ERROR : BAD_REQUEST;
        };
    }
}
