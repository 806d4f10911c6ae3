package org.platformnetwork.termexecutor.progress;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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

    /**
     * Bytes that a snapshot shows of one output; the whole of it comes from the task's own
     * endpoint.
     */
    static final int MAX_SNAPSHOT_OUTPUT = 16 * 1024;

    static TaskView of(TaskState task) {
        return of(task, Integer.MAX_VALUE);
    }

    static TaskView forSnapshot(TaskState task) {
        return of(task, MAX_SNAPSHOT_OUTPUT);
    }

    private static TaskView of(TaskState task, int maxOutput) {
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
                cut(result.testOutput(), maxOutput),
                cut(result.error(), maxOutput),
                result.duration().toMillis(),
                result.failureClass(),
                cut(result.work().output(), maxOutput),
                cut(result.work().patch(), maxOutput),
                result.work().suspiciousPaths(),
                result.verifiedIn(),
                result.isolation(),
                result.notes(),
                result.phases().stream().map(PhaseView::of).toList(),
                result.attempts().stream().map(AttemptView::of).toList());
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
            String log,
            List<PhaseView> phases) {
        static AttemptView of(Attempt attempt) {
            return new AttemptView(
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.duration().toMillis(),
                    attempt.failureClass(),
                    attempt.error(),
                    attempt.log(),
                    attempt.phases().stream().map(PhaseView::of).toList());
        }
    }

    /** At most so many bytes of its beginning, in UTF-8. */
    static @Nullable String cut(@Nullable String output, int max) {
        if (output == null || output.length() <= max / 3) {
            return output;
        }
        var bytes = output.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(max, bytes.length);
        // Not within a character: its later bytes begin with the bits 10.
        while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** One test script as clients read it. */
    record TestView(
            String name,
            boolean passed,
            @Nullable Integer exitCode,
            @Nullable String objection,
            String output) {
        static TestView of(TestResult test) {
            return new TestView(
                    test.name(), test.passed(), test.exitCode(), test.objection(), test.output());
        }
    }

    /** The detail of one task: all of {@link TaskView}, and its scripts. */
    record Detail(@JsonUnwrapped TaskView task, List<TestView> testResults) {
        static Detail of(TaskState task) {
            var result = task.result();
            return new Detail(
                    TaskView.of(task),
                    result == null
                            ? List.of()
                            : result.tests().stream().map(TestView::of).toList());
        }
    }
}
