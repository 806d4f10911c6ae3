package org.platformnetwork.termexecutor.progress;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;

/** Reads what queries ask for; anything else is an {@code invalid_parameter}. */
final class Parameters {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private Parameters() {}

    /** A sequence number, null if absent. */
    static @Nullable Long from(@Nullable String from) {
        if (from != null && !NUMBER.matcher(from).matches()) {
            throw invalid("from must be a positive integer.");
        }
        return from == null ? null : Long.valueOf(from);
    }

    static boolean flag(String name, @Nullable String value, boolean otherwise) {
        return switch (value) {
            case null -> otherwise;
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name + " must be true or false.");
        };
    }

    static ApiException invalid(String message) {
        return new ApiException(ErrorCode.INVALID_PARAMETER, message);
    }
}
