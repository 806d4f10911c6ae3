package org.platformnetwork.termexecutor.pipeline;

import java.util.Optional;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.batch.BatchId;

/**
 * Names one admission of a task, and with it the only attempt that may change the task; written as
 * {@code batch/position/admission}.
 *
 * @param position of the task in its batch, from 0
 * @param admission how often the task has been admitted, from 1
 */
public record ExecutionId(BatchId batch, int position, int admission) {

    private static final Pattern FORM = Pattern.compile("([^/]+)/(\\d{1,9})/(\\d{1,9})");

    /** The id that {@link #toString()} writes; empty for anything else. */
    public static Optional<ExecutionId> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int position = Integer.parseInt(form.group(2));
        int admission = Integer.parseInt(form.group(3));
        return BatchId.parse(form.group(1))
                .map(batch -> new ExecutionId(batch, position, admission));
    }

    @Override
    public String toString() {
        return "%s/%d/%d".formatted(batch, position, admission);
    }
}
