package org.platformnetwork.termexecutor.attestation;

import java.util.List;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TestResult;

/**
 * One task of a {@link VerdictDocument}.
 *
 * @param contentSha256 null for an invalid task
 * @param baseCommit null for an invalid task and one that takes the tip of a branch
 * @param passed null when the agent was not judged
 * @param reward 1 for a pass, else 0
 * @param attempts all of them; 0 when the batch ended before its first
 * @param agentPatchSha256 of the change as {@code GET /batch/…/task/…} shows it
 * @param imageDigest of the container image that it ran in; null when there was none. This and what
 *     follows is not in format 1
 * @param worker the machine that ran it; null when it was the service's own
 * @param cancelVotes how many votes cancelled it; null when none did
 */
record TaskVerdict(
        String taskId,
        @Nullable String contentSha256,
        @Nullable String baseCommit,
        String status,
        @Nullable Boolean passed,
        @Nullable String failureClass,
        int reward,
        @Nullable Long durationMs,
        @Nullable String isolation,
        @Nullable String verifiedIn,
        int attempts,
        List<TestVerdict> tests,
        @Nullable String agentPatchSha256,
        @Nullable String imageDigest,
        @Nullable String worker,
        @Nullable Integer cancelVotes) {

    /**
     * One test script.
     *
     * @param exitCode null when it ran into a limit
     * @param outputSha256 of its output as {@code GET /batch/…/task/…} shows it
     * @param control how its negative control came out, {@code off} without one; null in format 1
     */
    record TestVerdict(
            String name,
            boolean passed,
            @Nullable Integer exitCode,
            String outputSha256,
            @Nullable String control) {

        TestVerdict {
            Objects.requireNonNull(name);
            Objects.requireNonNull(outputSha256);
        }

        static TestVerdict of(TestResult test) {
            return new TestVerdict(
                    VerdictDocument.wellFormed(test.name()),
                    test.passed(),
                    test.exitCode(),
                    DigestUtils.sha256Hex(test.output()),
                    test.control().wireName());
        }
    }

    TaskVerdict {
        Objects.requireNonNull(taskId);
        Objects.requireNonNull(status);
        tests = List.copyOf(tests);
    }

    /**
     * Of a task.
     *
     * @param cancelVotes how many votes cancelled it; null when none did
     * @param result all of it; null when the batch ended before the task
     */
    static TaskVerdict of(
            TaskState task,
            @Nullable Integer cancelVotes,
            @Nullable TaskResult result,
            @Nullable TaskInput input) {
        var failure = result == null ? null : result.failureClass();
        var verifiedIn = result == null ? null : result.verifiedIn();
        var image = result == null ? null : result.image();
        var patch = result == null ? null : result.work().patch();
        return new TaskVerdict(
                VerdictDocument.wellFormed(task.id().value()),
                input == null ? null : input.contentHash(),
                input == null ? null : input.baseCommit(),
                task.status().wireName(),
                task.passed(),
                failure == null ? null : failure.wireName(),
                Boolean.TRUE.equals(task.passed()) ? 1 : 0,
                result == null ? null : result.duration().toMillis(),
                result == null ? null : result.isolation(),
                verifiedIn == null ? null : verifiedIn.wireName(),
                result == null ? 0 : result.attemptsMade(),
                result == null ? List.of() : result.tests().stream().map(TestVerdict::of).toList(),
                patch == null ? null : DigestUtils.sha256Hex(patch),
                image == null ? null : image.digest(),
                result == null || result.worker() == null
                        ? null
                        : VerdictDocument.wellFormed(result.worker()),
                cancelVotes);
    }
}
