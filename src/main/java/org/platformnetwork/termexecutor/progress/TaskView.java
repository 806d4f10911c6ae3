package org.platformnetwork.termexecutor.progress;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.batch.VerifiedIn;

/** A task as clients read it, in lists and in snapshots. */
record TaskView(
        String taskId,
        TaskStatus status,
        @Nullable Boolean passed,
        double reward,
        @Nullable String testOutput,
        @Nullable String error,
        @Nullable Long durationMs,
        @Nullable FailureClass failureClass,
        @Nullable String agentOutput,
        @Nullable String agentPatch,
        List<String> suspiciousPaths,
        @Nullable VerifiedIn verifiedIn,
        @Nullable String isolation,
        List<String> notes,
        List<PhaseView> phases,
        List<AttemptView> attempts) {

    static TaskView of(TaskState task, Outputs outputs) {
        var result = task.result();
        if (result == null) {
            return new TaskView(
                    task.id().value(),
                    task.status(),
                    null,
                    0.0,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of());
        }
        return new TaskView(
                task.id().value(),
                task.status(),
                result.passed(),
                task.reward(),
                outputs.printed(result.testOutput()),
                outputs.error(result.error()),
                result.duration().toMillis(),
                result.failureClass(),
                outputs.printed(result.work().output()),
                outputs.patch(result.work().patch()),
                result.work().suspiciousPaths(),
                result.verifiedIn(),
                result.isolation(),
                result.notes(),
                result.phases().stream().map(PhaseView::of).toList(),
                result.attempts().stream()
                        .map(attempt -> AttemptView.of(attempt, outputs))
                        .toList());
    }

    /** One step of a task as clients read it. */
    record PhaseView(
            TaskStatus phase,
            String name,
            @Nullable Integer exitCode,
            @Nullable String signal,
            boolean timedOut,
            long durationMs,
            @Nullable Long cpuMs,
            @Nullable Long peakMemoryBytes,
            @Nullable String limit) {
        static PhaseView of(PhaseReport report) {
            var cpu = report.cpuTime();
            return new PhaseView(
                    report.phase(),
                    report.name(),
                    report.exitCode(),
                    report.signal(),
                    report.timedOut(),
                    report.duration().toMillis(),
                    cpu == null ? null : cpu.toMillis(),
                    report.peakMemoryBytes(),
                    report.limit());
        }
    }

    /** An attempt before the last one as clients read it. */
    record AttemptView(
            int attempt,
            Instant startedAt,
            long durationMs,
            FailureClass failureClass,
            String error,
            @Nullable String log,
            List<PhaseView> phases) {
        static AttemptView of(Attempt attempt, Outputs outputs) {
            return new AttemptView(
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.duration().toMillis(),
                    attempt.failureClass(),
                    Objects.requireNonNull(outputs.error(attempt.error())),
                    outputs.printed(attempt.log()),
                    attempt.phases().stream().map(PhaseView::of).toList());
        }
    }

    /** One test script as clients read it. */
    record TestView(
            String name,
            boolean passed,
            @Nullable Integer exitCode,
            @Nullable String objection,
            @Nullable String output) {
        static TestView of(TestResult test, Outputs outputs) {
            return new TestView(
                    test.name(),
                    test.passed(),
                    test.exitCode(),
                    test.objection(),
                    outputs.printed(test.output()));
        }
    }

    /** The detail of one task: all of {@link TaskView}, and its scripts. */
    record Detail(@JsonUnwrapped TaskView task, List<TestView> testResults) {
        static Detail of(TaskState task, Outputs outputs) {
            var result = task.result();
            return new Detail(
                    TaskView.of(task, outputs),
                    result == null
                            ? List.of()
                            : result.tests().stream()
                                    .map(test -> TestView.of(test, outputs))
                                    .toList());
        }
    }
}
