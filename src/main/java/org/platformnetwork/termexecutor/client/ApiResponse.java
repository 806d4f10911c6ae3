package org.platformnetwork.termexecutor.client;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came of a request. */
sealed interface ApiResponse {

    /** The service did, or will do, what was asked. */
    record Accepted(String body) implements ApiResponse {

        JsonNode json() throws CommandFailure {
            try {
                return JsonMapper.shared().readTree(body);
            } catch (JacksonException _) {
                throw new CommandFailure(
                        ExitCode.REFUSED, "What answered is not a term-executor: it sent no JSON.");
            }
        }
    }

    /**
     * It did not.
     *
     * @param code the error body's, or {@code http_STATUS} of something else that answered
     */
    record Refused(int status, String code, String message) implements ApiResponse {}

    /** No answer came. */
    record Unreachable(String reason) implements ApiResponse {}

    /** The accepted answer. */
    default Accepted orFail() throws CommandFailure {
        return switch (this) {
            case Accepted accepted -> accepted;
            case Refused refused ->
                    throw new CommandFailure(
                            ExitCode.REFUSED, refused.code() + ": " + refused.message());
            case Unreachable(var reason) ->
                    throw new CommandFailure(
                            ExitCode.UNREACHABLE, "No service answers at " + reason);
        };
    }

    /** Whether a later attempt may go better: a restart, a full disk, a network in trouble. */
    default boolean isPassing() {
        return switch (this) {
            case Accepted _ -> false;
            case Refused refused -> refused.status() >= 500;
            case Unreachable _ -> true;
        };
    }
}
