package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one task.
 *
 * @param failureClass null when the task passed
 * @param error a sentence or a few lines for the agent's author; null when the task passed
 * @param tests one entry for each script that was run
 * @param verifiedIn null when no script was run
 * @param isolation the level at which its commands were held; null when there were none
 * @param work what the agent did
 * @param phases every step of the last attempt
 * @param attempts those before the last one, and where its own time limits were doubled
 * @param notes what is missing from the repository, a sentence each
 * @param duration from the task's first start to its end
 * @param worker the machine that ran the last attempt, with its version; null when it was the
 *     service's own, and in results of earlier versions
 * @param image the container image that it ran in; null for the machine's own system, and in
 *     results of earlier versions
 */
public record TaskResult(
        @Nullable FailureClass failureClass,
        @Nullable String error,
        List<TestResult> tests,
        @Nullable VerifiedIn verifiedIn,
        @Nullable String isolation,
        AgentWork work,
        List<PhaseReport> phases,
        List<Attempt> attempts,
        List<String> notes,
        Duration duration,
        @Nullable String worker,
        @Nullable UsedImage image) {

    /**
     * A container image.
     *
     * @param name as the task has it, with what it leaves out
     * @param digest of its manifest for the machine's platform
     */
    public record UsedImage(String name, String digest) {}

    /**
     * What the agent did.
     *
     * @param output what it printed, capped; null when it did not run
     * @param patch its change as git writes it, capped; null when it did not run
     * @param suspiciousPaths changed files that could steer how the change is judged
     * @param suspiciousLines added lines of the product that could get at its judge, capped; null
     *     in results of earlier versions
     * @param prompt what it was asked, or would have been; null when the task cannot be read, and
     *     in results of earlier versions
     */
    public record AgentWork(
            @Nullable String output,
            @Nullable String patch,
            List<String> suspiciousPaths,
            @Nullable List<String> suspiciousLines,
            @Nullable String prompt) {

        public static final AgentWork NONE = new AgentWork(null, null, List.of(), List.of());

        /** Of an agent whose prompt the result is given later. */
        public AgentWork(
                @Nullable String output,
                @Nullable String patch,
                List<String> suspiciousPaths,
                @Nullable List<String> suspiciousLines) {
            this(output, patch, suspiciousPaths, suspiciousLines, null);
        }

        public AgentWork {
            suspiciousPaths = List.copyOf(suspiciousPaths);
            suspiciousLines = suspiciousLines == null ? List.of() : List.copyOf(suspiciousLines);
        }
    }

    public TaskResult {
        tests = List.copyOf(tests);
        phases = List.copyOf(phases);
        attempts = List.copyOf(attempts);
        notes = List.copyOf(notes);
        if (failureClass == null
                && (tests.isEmpty() || !tests.stream().allMatch(TestResult::passed))) {
            throw new IllegalArgumentException("a pass needs test scripts, all of them passed");
        }
    }

    /** Of the service's own machine and its own system. */
    public TaskResult(
            @Nullable FailureClass failureClass,
            @Nullable String error,
            List<TestResult> tests,
            @Nullable VerifiedIn verifiedIn,
            @Nullable String isolation,
            AgentWork work,
            List<PhaseReport> phases,
            List<Attempt> attempts,
            List<String> notes,
            Duration duration) {
        this(
                failureClass,
                error,
                tests,
                verifiedIn,
                isolation,
                work,
                phases,
                attempts,
                notes,
                duration,
                null,
                null);
    }

    /** A task that ended before any of its steps began. */
    public static TaskResult failed(FailureClass failureClass, String error) {
        return new TaskResult(
                failureClass,
                error,
                List.of(),
                null,
                null,
                AgentWork.NONE,
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO);
    }

    /** The same verdict after earlier attempts. */
    public TaskResult after(List<Attempt> earlier, Duration sinceTheFirst) {
        return new TaskResult(
                failureClass,
                error,
                tests,
                verifiedIn,
                isolation,
                work,
                phases,
                Stream.concat(earlier.stream(), attempts.stream()).toList(),
                notes,
                sinceTheFirst,
                worker,
                image);
    }

    /** The same verdict, with empty outputs, without a patch and without a prompt. */
    TaskResult withoutOutputs() {
        return new TaskResult(
                failureClass,
                error,
                tests.stream().map(TestResult::withoutOutput).toList(),
                verifiedIn,
                isolation,
                new AgentWork(null, null, work.suspiciousPaths(), List.of()),
                phases,
                attempts,
                notes,
                duration,
                worker,
                image);
    }

    /** The same of another machine. */
    public TaskResult ranOn(String machine) {
        return new TaskResult(
                failureClass,
                error,
                tests,
                verifiedIn,
                isolation,
                work,
                phases,
                attempts,
                notes,
                duration,
                machine,
                image);
    }

    /** The same with what the agent was asked. */
    public TaskResult withPrompt(String prompt) {
        return new TaskResult(
                failureClass,
                error,
                tests,
                verifiedIn,
                isolation,
                new AgentWork(
                        work.output(),
                        work.patch(),
                        work.suspiciousPaths(),
                        work.suspiciousLines(),
                        prompt),
                phases,
                attempts,
                notes,
                duration,
                worker,
                image);
    }

    /** The same as another kind of failure. */
    public TaskResult as(FailureClass other, String reason) {
        return new TaskResult(
                other,
                reason,
                tests,
                verifiedIn,
                isolation,
                work,
                phases,
                attempts,
                notes,
                duration,
                worker,
                image);
    }

    /**
     * What stays of it when another attempt follows: the time limits that were doubled, then the
     * attempt itself.
     *
     * @param number of the attempt, from 1
     * @param error why another one follows
     * @param log what its last command printed, capped
     */
    public List<Attempt> asAttempts(int number, Instant startedAt, String error, String log) {
        var itself =
                new Attempt(
                        number, startedAt, duration, FailureClass.INFRA_ERROR, error, phases, log);
        return Stream.concat(attempts.stream(), Stream.of(itself)).toList();
    }

    /** How often the task was tried, the last time included. */
    public int attemptsMade() {
        return (int) attempts.stream().filter(attempt -> !attempt.isExtension()).count() + 1;
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

    /** Where the hidden tests ran. */
    public enum VerifiedIn {
        /** On a fresh copy of the prepared task with the agent's change applied. */
        FRESH,
        /** In the tree that the agent left. */
        IN_PLACE;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
