package org.platformnetwork.termexecutor.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.task.TaskId;

/** What is printed during one attempt at a task, on its way into a log. */
final class AttemptLog {

    /** Characters of an entry. */
    private static final int LONGEST = 8 * 1024;

    private final Consumer<LogEntry> entries;
    private final TaskId task;
    private final int attempt;
    private final InstantSource clock;

    /**
     * @param entries takes each
     * @param attempt from 1
     */
    AttemptLog(Consumer<LogEntry> entries, TaskId task, int attempt, InstantSource clock) {
        this.entries = entries;
        this.task = task;
        this.attempt = attempt;
        this.clock = clock;
    }

    /** A line by the service. */
    void info(TaskStatus phase, String step, String sentence) {
        print(phase, step, LogEntry.Stream.EXECUTOR, sentence + "\n");
    }

    /** Follows a command until {@link LiveOutput#end}. */
    LiveOutput follow(TaskStatus phase, String step) {
        return new LiveOutput(text -> print(phase, step, LogEntry.Stream.STDOUT, text));
    }

    /** A time limit of this attempt that did not end it, as an entry among the attempts. */
    Attempt extension(String error, Duration limit, PhaseReport step, String log) {
        return new Attempt(
                attempt,
                clock.instant().minus(step.duration()).truncatedTo(ChronoUnit.MILLIS),
                limit,
                FailureClass.TIMEOUT,
                error,
                List.of(step),
                log);
    }

    private void print(TaskStatus phase, String step, LogEntry.Stream stream, String text) {
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + LONGEST);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            entries.accept(
                    new LogEntry(
                            task,
                            0,
                            clock.instant().truncatedTo(ChronoUnit.MILLIS),
                            attempt,
                            phase,
                            step,
                            stream,
                            text.substring(start, end)));
            start = end;
        }
    }
}
