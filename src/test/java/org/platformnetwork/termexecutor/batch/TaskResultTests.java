package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.task.TaskId;

class TaskResultTests {

    private static final TestResult PASSED = new TestResult("a.sh", 0, "fine\n", null);
    private static final TestResult FAILED = new TestResult("b.sh", 3, "no\n\n", null);
    private static final TestResult TIMED_OUT = new TestResult("c.sh", null, "", null);

    private static final TestResult ONLY_SKIPS = new TestResult("d.sh", 0, "", "All skipped.");

    @Test
    void passNeedsScriptsThatAllPassed() {
        assertThat(result(null, PASSED, PASSED).passed()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> result(null));
        assertThatIllegalArgumentException().isThrownBy(() -> result(null, PASSED, FAILED));
        assertThatIllegalArgumentException().isThrownBy(() -> result(null, TIMED_OUT));
        assertThatIllegalArgumentException().isThrownBy(() -> result(null, ONLY_SKIPS));
    }

    @ParameterizedTest
    @CsvSource({
        "TESTS_FAILED, false",
        "AGENT_FAILED, false",
        "TIMEOUT, false",
        "RESOURCE_LIMIT, false",
        "TAMPERING, false",
        "INVALID_TASK,",
        "INFRA_ERROR,",
        "CANCELLED,",
    })
    void passedIsNullWhenTheAgentWasNotJudged(FailureClass failure, @Nullable Boolean passed) {
        var result = TaskResult.failed(failure, "why");

        assertThat(result.passed()).isEqualTo(passed);
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void rewardIsOneForPassOnly() {
        var task = TaskState.queued(new TaskId("t"));

        assertThat(task.reward()).isZero();
        assertThat(task.passed()).isNull();
        var passed = task.ended(result(null, PASSED));
        assertThat(passed.reward()).isEqualTo(1.0);
        assertThat(passed.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void failureHasNoReward(FailureClass failure) {
        var task = TaskState.queued(new TaskId("t")).ended(result(failure, PASSED));

        assertThat(task.reward()).isZero();
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void testsDoNotChangeInTheCallersHands() {
        var tests = new ArrayList<>(List.of(PASSED));
        var result = result(null, tests);

        tests.add(FAILED);

        assertThat(result.tests()).containsExactly(PASSED);
    }

    @Test
    void outputJoinsTheScripts() {
        assertThat(result(FailureClass.TIMEOUT, PASSED, FAILED, TIMED_OUT).testOutput())
                .isEqualTo(
                        """
                        === a.sh (exit code: 0) ===
                        fine
                        PASS

                        === b.sh (exit code: 3) ===
                        no
                        FAIL

                        === c.sh (exit code: none) ===

                        FAIL
                        """);
    }

    @Test
    void outputOfScriptsIsNoFormat() {
        assertThat(result(null, new TestResult("100%s.sh", 0, "%d %n", null)).testOutput())
                .isEqualTo("=== 100%s.sh (exit code: 0) ===\n%d %n\nPASS\n");
    }

    @Test
    void outputIsEmptyWhenNoScriptRan() {
        assertThat(TaskResult.failed(FailureClass.INFRA_ERROR, "why").testOutput()).isEmpty();
    }

    private static TaskResult result(@Nullable FailureClass failure, TestResult... tests) {
        return result(failure, List.of(tests));
    }

    private static TaskResult result(@Nullable FailureClass failure, List<TestResult> tests) {
        return new TaskResult(
                failure,
                "why",
                tests,
                VerifiedIn.FRESH,
                "process",
                TaskResult.AgentWork.NONE,
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
