package org.platformnetwork.termexecutor.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;

/**
 * A task as clients read it, wherever it is listed. The validators' client holds text, numbers and
 * lists that are never null: of what it knows only {@code passed}, {@code error} and {@code
 * duration_ms} may be.
 *
 * @param outputsPublic whether everyone may read now what was printed and changed; else those texts
 *     are empty
 */
record TaskView(
        String taskId,
        TaskStatus status,
        @Nullable Boolean passed,
        double reward,
        List<TestView> testResults,
        String testOutput,
        @Nullable String error,
        @Nullable Instant startedAt,
        @Nullable Long durationMs,
        @Nullable FailureClass failureClass,
        @Nullable String repository,
        @Nullable String baseCommit,
        @Nullable String contentHash,
        String prompt,
        String agentOutput,
        String agentPatch,
        boolean outputsPublic,
        List<String> suspiciousPaths,
        List<String> suspiciousLines,
        @Nullable VerifiedIn verifiedIn,
        @Nullable String isolation,
        @Nullable String image,
        @Nullable String imageDigest,
        List<String> notes,
        List<PhaseView> phases,
        List<AttemptView> attempts) {

    /** Each is made when it is read, so that an answer holds the outputs of one task at a time. */
    static List<TaskView> all(Batch batch, BatchState state, OutputVisibility outputVisibility) {
        var tasks = state.tasks();
        var inputs = state.inputs();
        return new AbstractList<>() {
            @Override
            public TaskView get(int index) {
                var task = tasks.get(index);
                return of(
                        task,
                        inputs == null ? null : inputs.task(index),
                        outputVisibility.result(batch, task),
                        outputVisibility);
            }

            @Override
            public int size() {
                return tasks.size();
            }
        };
    }

    static TaskView of(Batch batch, TaskState task, OutputVisibility outputVisibility) {
        var state = batch.state();
        int position = state.tasks().stream().map(TaskState::id).toList().indexOf(task.id());
        var inputs = state.inputs();
        return of(
                task,
                inputs == null ? null : inputs.task(position),
                outputVisibility.result(batch, task),
                outputVisibility);
    }

    /**
     * A view.
     *
     * @param input what the task is; null where that was not written down
     * @param result the task's, as {@link OutputVisibility#result} gives it
     */
    static TaskView of(
            TaskState task,
            @Nullable TaskInput input,
            @Nullable TaskResult result,
            OutputVisibility outputVisibility) {
        var shown = outputVisibility.isPublic() ? input : null;
        var repository = shown == null ? null : shown.repository();
        var baseCommit = shown == null ? null : shown.baseCommit();
        var contentHash = input == null ? null : input.contentHash();
        if (result == null) {
            return new TaskView(
                    task.id().value(),
                    task.status(),
                    null,
                    0.0,
                    List.of(),
                    "",
                    null,
                    task.run().firstStart(),
                    null,
                    null,
                    repository,
                    baseCommit,
                    contentHash,
                    "",
                    "",
                    "",
                    outputVisibility.isPublic(),
                    List.of(),
                    List.of(),
                    null,
                    null,
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
                result.tests().stream().map(test -> TestView.of(test, outputVisibility)).toList(),
                outputVisibility.of(result.testOutput()),
                outputVisibility.error(result.error()),
                task.run().firstStart(),
                millis(result.duration()),
                result.failureClass(),
                repository,
                baseCommit,
                contentHash,
                outputVisibility.of(result.work().prompt()),
                outputVisibility.of(result.work().output()),
                outputVisibility.of(result.work().patch()),
                outputVisibility.isPublic(),
                result.work().suspiciousPaths(),
                outputVisibility.of(result.work().suspiciousLines()),
                result.verifiedIn(),
                result.isolation(),
                result.image() == null ? null : result.image().name(),
                result.image() == null ? null : result.image().digest(),
                result.notes(),
                result.phases().stream().map(PhaseView::of).toList(),
                result.attempts().stream()
                        .map(attempt -> AttemptView.of(attempt, outputVisibility))
                        .toList());
    }

    /** Never negative, also where the machine's clock was set back meanwhile. */
    private static long millis(Duration duration) {
        return Math.max(0, duration.toMillis());
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
                    millis(report.duration()),
                    cpu == null ? null : millis(cpu),
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
        static AttemptView of(Attempt attempt, OutputVisibility outputVisibility) {
            return new AttemptView(
                    attempt.number(),
                    attempt.startedAt(),
                    millis(attempt.duration()),
                    attempt.failureClass(),
                    Objects.requireNonNull(outputVisibility.error(attempt.error())),
                    outputVisibility.of(attempt.log()),
                    attempt.phases().stream().map(PhaseView::of).toList());
        }
    }

    /**
     * One test script as clients read it.
     *
     * @param exitCode {@link #NO_EXIT} when it did not end by itself
     */
    record TestView(
            String name,
            boolean passed,
            int exitCode,
            @Nullable String objection,
            Control control,
            @Nullable String controlNote,
            String output) {

        private static final int NO_EXIT = -1;

        static TestView of(TestResult test, OutputVisibility outputVisibility) {
            return new TestView(
                    test.name(),
                    test.passed(),
                    Objects.requireNonNullElse(test.exitCode(), NO_EXIT),
                    test.objection(),
                    test.control(),
                    test.controlNote(),
                    outputVisibility.of(test.output()));
        }
    }
}
