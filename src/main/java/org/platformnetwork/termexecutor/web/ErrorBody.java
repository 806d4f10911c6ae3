package org.platformnetwork.termexecutor.web;

/**
 * The body of every error: {@code {"error": CODE, "message": TEXT}}.
 *
 * @param error an {@link ErrorCode#wireName()}
 * @param message one sentence for a person; never a stack trace, host path, hotkey, nonce or
 *     signature
 */
public record ErrorBody(String error, String message) {

    /** Where a request keeps its error, in case the container dispatches it once more. */
    static final String ATTRIBUTE = ErrorBody.class.getName();

    public static ErrorBody of(ErrorCode code, String message) {
        return new ErrorBody(code.wireName(), message);
    }
}
