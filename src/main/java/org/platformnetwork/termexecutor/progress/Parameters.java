package org.platformnetwork.termexecutor.progress;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;

/** Reads what queries ask for; anything else is an {@code invalid_parameter}. */
final class Parameters {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private static final List<String> STATUSES =
            Arrays.stream(BatchStatus.values()).map(BatchStatus::wireName).toList();

    private Parameters() {}

    /** A sequence number, null if absent. */
    static @Nullable Long from(@Nullable String from) {
        if (from != null && !NUMBER.matcher(from).matches()) {
            throw invalid("from must be a positive integer.");
        }
        return from == null ? null : Long.valueOf(from);
    }

    /** How many are wanted at most; all if absent. */
    static long limit(@Nullable String limit) {
        if (limit != null && !NUMBER.matcher(limit).matches()) {
            throw invalid("limit must be a positive integer.");
        }
        return limit == null ? Long.MAX_VALUE : Long.parseLong(limit);
    }

    /** A batch's status, null if absent. */
    static @Nullable BatchStatus status(@Nullable String status) {
        if (status == null) {
            return null;
        }
        return Arrays.stream(BatchStatus.values())
                .filter(value -> value.wireName().equals(status))
                .findFirst()
                .orElseThrow(
                        () -> invalid("status must be " + String.join(" or ", STATUSES) + "."));
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
