package org.platformnetwork.termexecutor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState.Run;
import org.platformnetwork.termexecutor.batch.TaskStatus;

class RetryPolicyTests {

    @Test
    void outageOfAMinuteIsOutlasted() {
        var waits = new ArrayList<Duration>();
        for (int failures = 0; failures < 3; failures++) {
            waits.add(
                    RetryPolicy.waitAfter(
                            failed(FailureClass.INFRA_ERROR), after(failures, "why")));
        }

        assertThat(waits).isSorted().doesNotHaveDuplicates();
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void givesUpAfterThreeMoreAttempts() {
        assertThat(RetryPolicy.waitAfter(failed(FailureClass.INFRA_ERROR), after(3, "why")))
                .isNull();
    }

    @Test
    void interruptionsAreNoFailures() {
        var run = after(9, Attempt.INTERRUPTED + "the service was stopped.");

        assertThat(RetryPolicy.waitAfter(failed(FailureClass.INFRA_ERROR), run))
                .isEqualTo(RetryPolicy.waitAfter(failed(FailureClass.INFRA_ERROR), after(0, "")));
        assertThat(RetryPolicy.isGivenUp(run)).isFalse();
    }

    @Test
    void fifthCrashIsTheLast() {
        var crash = Attempt.INTERRUPTED + "the service ended unexpectedly.";

        assertThat(RetryPolicy.isGivenUp(after(4, crash))).isFalse();
        assertThat(RetryPolicy.isGivenUp(after(5, crash))).isTrue();
        assertThat(RetryPolicy.isGivenUp(after(5, "why"))).isFalse();
    }

    @Test
    void thirdLossOfAWorkerIsTheLastAndBeforeItTheTaskIsAlone() {
        var lost = TaskResult.failed(FailureClass.INFRA_ERROR, Attempt.WORKER_LOST);

        assertThat(RetryPolicy.waitAfter(lost, after(0, ""))).isZero();
        assertThat(RetryPolicy.isAlone(after(1, Attempt.WORKER_LOST))).isFalse();
        assertThat(RetryPolicy.waitAfter(lost, after(1, Attempt.WORKER_LOST))).isZero();
        assertThat(RetryPolicy.isAlone(after(2, Attempt.WORKER_LOST))).isTrue();
        assertThat(RetryPolicy.waitAfter(lost, after(2, Attempt.WORKER_LOST))).isNull();
    }

    @Test
    void drainedWorkersDoNotCount() {
        var drained = TaskResult.failed(FailureClass.INFRA_ERROR, Attempt.WORKER_DRAINED);
        var run = after(9, Attempt.WORKER_DRAINED);

        assertThat(RetryPolicy.waitAfter(drained, run)).isZero();
        assertThat(RetryPolicy.isAlone(run)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = FailureClass.class, mode = EnumSource.Mode.EXCLUDE, names = "INFRA_ERROR")
    void triesNothingElseAgain(FailureClass failure) {
        assertThat(RetryPolicy.waitAfter(failed(failure), after(0, ""))).isNull();
    }

    @Test
    void machineThatRunsOutOfMemoryTwiceIsTheTasksLimit() {
        var phases = List.of(outOfMemory(TaskStatus.RUNNING_TESTS));
        var first = failed(FailureClass.INFRA_ERROR, phases);
        var again = afterOne(phases);

        assertThat(RetryPolicy.settled(first, after(1, "why"))).isEqualTo(first);
        assertThat(RetryPolicy.settled(first, again).failureClass())
                .isEqualTo(FailureClass.RESOURCE_LIMIT);
        assertThat(RetryPolicy.settled(failed(FailureClass.INFRA_ERROR), again).failureClass())
                .isEqualTo(FailureClass.INFRA_ERROR);
        var judged = failed(FailureClass.TESTS_FAILED, phases);
        assertThat(RetryPolicy.settled(judged, again)).isEqualTo(judged);
    }

    @Test
    void machineThatRunsOutOfMemoryAtInstallCommandsIsNoLimitOfTheAgents() {
        var phases = List.of(outOfMemory(TaskStatus.INSTALLING_DEPS));
        var result = failed(FailureClass.INFRA_ERROR, phases);

        assertThat(RetryPolicy.settled(result, afterOne(phases))).isEqualTo(result);
    }

    @Test
    void machineThatRunsOutOfMemoryInAValidationIsNoLimitOfTheAgents() {
        for (var name : List.of("base a.sh", "reference a.sh")) {
            var phases = List.of(outOfMemory(TaskStatus.RUNNING_TESTS, name));
            var result = failed(FailureClass.INFRA_ERROR, phases);

            assertThat(RetryPolicy.settled(result, afterOne(phases))).isEqualTo(result);
        }
    }

    private static PhaseReport outOfMemory(TaskStatus phase) {
        return outOfMemory(phase, "step");
    }

    private static PhaseReport outOfMemory(TaskStatus phase, String name) {
        return new PhaseReport(
                phase, name, null, null, Duration.ZERO, null, null, false, "host_memory");
    }

    private static Run afterOne(List<PhaseReport> phases) {
        var attempt =
                new Attempt(
                        1,
                        Instant.EPOCH,
                        Duration.ZERO,
                        FailureClass.INFRA_ERROR,
                        "why",
                        phases,
                        "");
        return new Run(true, 1, false, null, null, null, List.of(attempt));
    }

    private static TaskResult failed(FailureClass failure, List<PhaseReport> phases) {
        return new TaskResult(
                failure,
                "why",
                List.of(),
                null,
                null,
                TaskResult.AgentWork.NONE,
                phases,
                List.of(),
                List.of(),
                Duration.ZERO);
    }

    private static Run after(int attempts, String error) {
        var attempt =
                new Attempt(
                        1,
                        Instant.EPOCH,
                        Duration.ZERO,
                        FailureClass.INFRA_ERROR,
                        error,
                        List.of(),
                        "");
        return new Run(true, 1, false, null, null, null, Collections.nCopies(attempts, attempt));
    }

    private static TaskResult failed(FailureClass failure) {
        return TaskResult.failed(failure, "why");
    }
}
