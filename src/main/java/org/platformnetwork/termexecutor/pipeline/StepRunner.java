package org.platformnetwork.termexecutor.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;
import org.platformnetwork.termexecutor.process.ProcessResult.Usage;
import org.platformnetwork.termexecutor.sandbox.Limit;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.Sandbox.SandboxOutcome;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/** Runs the steps of one attempt at a task, and keeps a report of each. */
public final class StepRunner {

    static final String CANCELLED = "The task was ended before its verdict.";

    private static final int MAX_LOG = 16 * 1024;

    private final AttemptLog attemptLog;
    private final Consumer<TaskStatus> listener;
    private final List<PhaseReport> reports = new ArrayList<>();
    private final List<Attempt> extensions = new ArrayList<>();
    private TaskStatus phase = TaskStatus.QUEUED;
    private String log = "";
    private CapturedOutput lastOutput = CapturedOutput.EMPTY;

    StepRunner(AttemptLog attemptLog, Consumer<TaskStatus> listener) {
        this.attemptLog = attemptLog;
        this.listener = listener;
    }

    public void enter(TaskStatus next) {
        phase = next;
        listener.accept(next);
    }

    /** Tells the readers of the log. */
    public void info(String step, String sentence) {
        attemptLog.info(phase, step, sentence);
    }

    /** Reports a step that is no command of the task. */
    public <T> T measured(String name, Supplier<T> step) {
        long start = System.nanoTime();
        try {
            return step.get();
        } finally {
            var duration = Duration.ofNanos(System.nanoTime() - start);
            reports.add(
                    new PhaseReport(phase, name, null, null, duration, null, null, false, null));
        }
    }

    /**
     * A command that came to its end or to its time limit.
     *
     * @param status null for the time limit, and where a limit ended it
     * @param exceeded a limit that it ran into
     * @param timeLimit the one in force in the end
     */
    public record StepResult(
            @Nullable ExitStatus status,
            CapturedOutput output,
            @Nullable Limit exceeded,
            Duration timeLimit) {

        /**
         * Ends the task when a limit did.
         *
         * @param who the beginning of a sentence
         */
        public void requireWithinLimits(String who) throws PhaseFailedException {
            if (isSuccess()) {
                return;
            }
            if (exceeded == Limit.HOST_MEMORY) {
                throw new PhaseFailedException(
                        FailureClass.INFRA_ERROR, "The machine ran out of memory.");
            }
            if (exceeded != null) {
                throw new PhaseFailedException(
                        FailureClass.RESOURCE_LIMIT,
                        "%s ran into the limit of %s."
                                .formatted(who, exceeded.wireName().replace('_', ' ')));
            }
        }

        public boolean isTimedOut() {
            return status == null;
        }

        public boolean isSuccess() {
            return status != null && status.code() == 0;
        }

        /** Null for the time limit. */
        public @Nullable Integer code() {
            return status == null ? null : Integer.valueOf(status.code());
        }
    }

    /**
     * Runs a command that is the task's or the agent's, and tells the readers of the log what it
     * prints and how it ends.
     *
     * @throws PhaseFailedException as {@link #run} does
     */
    public StepResult runLogged(String name, Sandbox sandbox, SandboxCommand command)
            throws PhaseFailedException {
        lastOutput = CapturedOutput.EMPTY;
        int before = reports.size();
        var live = attemptLog.follow(phase, name);
        try {
            return run(name, sandbox, command.heardBy(live));
        } finally {
            live.end(lastOutput);
            info(
                    name,
                    reports.size() == before ? "It could not be run." : ending(reports.getLast()));
        }
    }

    private static String ending(PhaseReport report) {
        var seconds = String.format(Locale.ROOT, "%.1f s", report.duration().toMillis() / 1000.0);
        if (report.timedOut()) {
            return "Ended by its time limit after " + seconds + ".";
        }
        if (report.limit() != null) {
            return "Ran into the limit of %s after %s."
                    .formatted(report.limit().replace('_', ' '), seconds);
        }
        return report.exitCode() == null
                ? "Cancelled after " + seconds + "."
                : "Exit code %d after %s.".formatted(report.exitCode(), seconds);
    }

    /**
     * Runs a command in the task's sandbox.
     *
     * @throws PhaseFailedException when it could not be started or was cancelled
     */
    public StepResult run(String name, Sandbox sandbox, SandboxCommand command)
            throws PhaseFailedException {
        var run = sandbox.run(command);
        var exceeded = run.exceeded();
        var limit = command.timeout().multipliedBy(run.extended() ? 2 : 1);
        return switch (run.outcome()) {
            case ProcessResult.Exited(var status, var output, var usage) -> {
                report(name, status, usage, false, exceeded);
                yield ended(run, status, output, limit);
            }
            case ProcessResult.TimedOut(var output, var usage) -> {
                report(name, null, usage, true, exceeded);
                yield ended(run, null, output, limit);
            }
            case ProcessResult.Cancelled(var output, var usage) -> {
                report(name, null, usage, false, exceeded);
                var stepResult = ended(run, null, output, limit);
                if (exceeded == null) {
                    throw cancelled();
                }
                yield stepResult;
            }
            case ProcessResult.NotStarted(var reason) ->
                    throw new PhaseFailedException(
                            FailureClass.INFRA_ERROR, "A command could not be started: " + reason);
        };
    }

    private void report(
            String name,
            @Nullable ExitStatus status,
            Usage usage,
            boolean timedOut,
            @Nullable Limit exceeded) {
        reports.add(
                new PhaseReport(
                        phase,
                        name,
                        status == null ? null : status.code(),
                        status == null ? null : status.signal(),
                        usage.duration(),
                        usage.cpuTime(),
                        usage.peakMemoryBytes(),
                        timedOut,
                        exceeded == null ? null : exceeded.wireName()));
    }

    private StepResult ended(
            SandboxOutcome run,
            @Nullable ExitStatus status,
            CapturedOutput output,
            Duration limit) {
        var text = output.text();
        lastOutput = output;
        log = text.substring(Math.max(0, text.length() - MAX_LOG));
        if (run.extended()) {
            noteExtension(reports.getLast(), limit.dividedBy(2));
        }
        return new StepResult(status, output, run.exceeded(), limit);
    }

    private void noteExtension(PhaseReport report, Duration limit) {
        var error =
                "%s reached its limit of %d s while other work had the processors; it was doubled."
                        .formatted(report.name(), limit.toSeconds());
        var extension = attemptLog.extension(error, limit, report, log);
        info(report.name(), extension.error());
        extensions.add(extension);
    }

    /** One for each command whose time limit was doubled. */
    List<Attempt> extensions() {
        return List.copyOf(extensions);
    }

    public static PhaseFailedException cancelled() {
        return new PhaseFailedException(FailureClass.CANCELLED, CANCELLED);
    }

    /** What the last command printed, also when it was cancelled. */
    public String lastOutput() {
        return lastOutput.text();
    }

    List<PhaseReport> reports() {
        return List.copyOf(reports);
    }

    /** The end of what the last command printed. */
    String log() {
        return log;
    }
}
