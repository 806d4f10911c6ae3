package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one task.
 *
 * @param failureClass null when the task passed
 * @param error one sentence for the agent's author; null when the task passed
 * @param tests one entry for each script that was run
 * @param agentOutput what the agent printed, capped; null when it did not run
 * @param duration from the task's start to its end
 */
public record TaskResult(
        @Nullable FailureClass failureClass,
        @Nullable String error,
        List<TestResult> tests,
        @Nullable String agentOutput,
        Duration duration) {

    public TaskResult {
        tests = List.copyOf(tests);
        if (failureClass == null
                && (tests.isEmpty() || !tests.stream().allMatch(TestResult::passed))) {
            throw new IllegalArgumentException("a pass needs test scripts, all of them passed");
        }
    }

    /** A task that ended before any test script ran. */
    public static TaskResult failed(FailureClass failureClass, String error, Duration duration) {
        return new TaskResult(failureClass, error, List.of(), null, duration);
    }

    /** Whether the task passed; null when the agent was not judged. */
    public @Nullable Boolean passed() {
        if (failureClass == null) {
            return true;
        }
        return failureClass.isJudged() ? false : null;
    }

    public TaskStatus status() {
        return failureClass == null ? TaskStatus.COMPLETED : TaskStatus.FAILED;
    }

    /** The scripts' outputs joined, each with a header line and PASS or FAIL. */
    public String testOutput() {
        return tests.stream()
                .map(test ->
                        "=== %s (exit code: %s) ===\n%s\n%s\n"
                                .formatted(
                                        test.name(),
                                        test.exitCode() == null ? "none" : test.exitCode(),
                                        test.output().stripTrailing(),
                                        test.passed() ? "PASS" : "FAIL"))
                .collect(Collectors.joining("\n"));
    }
}
