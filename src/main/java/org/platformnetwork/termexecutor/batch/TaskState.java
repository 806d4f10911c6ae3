package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * One task of a batch at one moment.
 *
 * @param run how far its run has come
 * @param summary of the verdict, once the status is terminal; {@link Batch#result} has all of it
 */
public record TaskState(TaskId id, TaskStatus status, Run run, @Nullable Summary summary) {

    /**
     * A task's run, over all its attempts.
     *
     * @param admitted whether it has one of the batch's lanes
     * @param admissions how often it was given one; the number of the execution that may change it
     * @param cancelled whether someone asked for its end
     * @param readyAt when its next attempt may begin; null for now
     * @param firstStart when its first attempt began
     * @param attemptStart when the attempt began that runs now; null when none does
     * @param attempts those that ended without a verdict, with their doubled time limits
     */
    public record Run(
            boolean admitted,
            int admissions,
            boolean cancelled,
            @Nullable Instant readyAt,
            @Nullable Instant firstStart,
            @Nullable Instant attemptStart,
            List<Attempt> attempts) {

        public static final Run NONE = new Run(false, 0, false, null, null, null, List.of());

        public Run {
            attempts = List.copyOf(attempts);
        }

        /** The number of the attempt that runs now, or else of the next one; from 1. */
        public int attemptNumber() {
            return (int) attempts.stream().filter(attempt -> !attempt.isExtension()).count() + 1;
        }

        /** How many attempts were cut short by a crash of the service. */
        public int crashes() {
            return (int) attempts.stream().filter(Attempt::isCrash).count();
        }

        /** How many attempts ended with their worker. */
        public int losses() {
            return (int) attempts.stream().filter(Attempt::isLoss).count();
        }

        /** How many attempts failed by themselves. */
        public int failures() {
            return (int) attempts.stream().filter(Attempt::isFailure).count();
        }

        Run admit() {
            return new Run(
                    true, admissions + 1, cancelled, null, firstStart, attemptStart, attempts);
        }

        Run cancel() {
            return new Run(admitted, admissions, true, readyAt, firstStart, attemptStart, attempts);
        }

        Run begin(Instant now) {
            var before = attemptStart == null ? attempts : withCrash(attemptStart, now);
            var first = firstStart == null ? now : firstStart;
            return new Run(admitted, admissions, cancelled, null, first, now, before);
        }

        private List<Attempt> withCrash(Instant began, Instant now) {
            return with(List.of(Attempt.crashed(attemptNumber(), began, now)));
        }

        private List<Attempt> with(List<Attempt> more) {
            return Stream.concat(attempts.stream(), more.stream()).toList();
        }

        /** An attempt that is over; its lane is kept when the next one follows in it. */
        Run fail(List<Attempt> ended, boolean staysAdmitted, @Nullable Instant next) {
            return new Run(
                    staysAdmitted, admissions, cancelled, next, firstStart, null, with(ended));
        }

        Run end() {
            return new Run(false, admissions, cancelled, null, firstStart, null, attempts);
        }
    }

    /**
     * A verdict without what was printed and changed, which is all that memory holds of a task that
     * has ended: outputs can be many megabytes, and a batch has hundreds of tasks. Those who show
     * outputs read them by {@link Batch#result}, one task at a time.
     *
     * @param withoutOutputs each output empty, and no patch, whatever the verdict had
     */
    public record Summary(TaskResult withoutOutputs) {
        public Summary {
            withoutOutputs = withoutOutputs.withoutOutputs();
        }
    }

    public static TaskState queued(TaskId id) {
        return new TaskState(id, TaskStatus.QUEUED, Run.NONE, null);
    }

    /** Whether it has a lane and no verdict. */
    public boolean isRunning() {
        return run.admitted() && !status.isTerminal();
    }

    boolean isReady(Instant now) {
        return !run.admitted()
                && !status.isTerminal()
                && (run.readyAt() == null || !run.readyAt().isAfter(now));
    }

    TaskState with(Run next) {
        return new TaskState(id, status, next, summary);
    }

    TaskState in(TaskStatus phase) {
        return new TaskState(id, phase, run, null);
    }

    /** The verdict of its last attempt, with the attempts before that. */
    TaskResult complete(TaskResult verdict, Instant now) {
        var first = run.firstStart();
        return run.attempts().isEmpty() || first == null
                ? verdict
                : verdict.after(run.attempts(), Duration.between(first, now));
    }

    /**
     * Its end.
     *
     * @param complete as {@link #complete} made it
     */
    TaskState ended(TaskResult complete) {
        return new TaskState(id, complete.status(), run.end(), new Summary(complete));
    }

    /** Null until judged, and for ever when the failure says nothing about the agent. */
    public @Nullable Boolean passed() {
        return summary == null ? null : summary.withoutOutputs().passed();
    }

    /** 1.0 for a pass, else 0.0. */
    public double reward() {
        return Boolean.TRUE.equals(passed()) ? 1.0 : 0.0;
    }
}
