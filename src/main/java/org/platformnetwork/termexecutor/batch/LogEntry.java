package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * A piece of what was printed for a task; not always a line.
 *
 * @param number from 1 for each task, without gaps
 * @param attempt from 1
 * @param step which step of the phase: {@code agent}, {@code install_1}, a script's name
 */
public record LogEntry(
        TaskId task,
        long number,
        Instant time,
        int attempt,
        TaskStatus phase,
        String step,
        Stream stream,
        String text) {

    /** Who printed it. Commands write stdout and stderr into one pipe, so that order is kept. */
    public enum Stream {
        STDOUT,
        EXECUTOR;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LogEntry numbered(long next) {
        return new LogEntry(task, next, time, attempt, phase, step, stream, text);
    }
}
