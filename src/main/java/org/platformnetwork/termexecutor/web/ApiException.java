package org.platformnetwork.termexecutor.web;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error of the contract; its message is shown to the client. */
public final class ApiException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;

    public ApiException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param retryAfter when trying again makes sense, sent as {@code Retry-After} in whole seconds
     */
    public ApiException(ErrorCode code, String message, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    ErrorBody body() {
        return ErrorBody.of(code, String.valueOf(getMessage()));
    }
}
