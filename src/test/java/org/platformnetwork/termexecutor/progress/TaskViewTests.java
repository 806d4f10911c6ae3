package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.ClientTypes;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Tasks of every kind, at every moment, as the validators' client reads them. */
class TaskViewTests {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    static List<OutputVisibility> outputs() {
        return Stream.of(true, false)
                .flatMap(isPublic ->
                        Stream.of(
                                OutputVisibility.whole(isPublic),
                                OutputVisibility.whole(isPublic).leftOut(),
                                OutputVisibility.inSnapshot(isPublic)))
                .toList();
    }

    private record Task(TaskState state, @Nullable TaskResult result) {
        TaskView view(OutputVisibility outputVisibility) {
            return TaskView.of(state, null, result, outputVisibility);
        }
    }

    private static ClientTypes.TaskResult read(Task task, OutputVisibility outputVisibility) {
        var json = JSON.writeValueAsString(task.view(outputVisibility));
        return ClientTypes.read(ClientTypes.TaskResult.class, json);
    }

    private static Task task(TaskStatus status, @Nullable TaskResult result) {
        var id = new TaskId("t");
        var summary = result == null ? null : new TaskState.Summary(result);
        return new Task(new TaskState(id, status, TaskState.queued(id).run(), summary), result);
    }

    /** A result whose last script ran into a limit, of an agent that was tried twice. */
    private static TaskResult result(@Nullable FailureClass failure, Duration duration) {
        var passed = new TestResult("a.sh", 0, "fine\n", null);
        var unended = new TestResult("b.sh", null, "begun\n", null);
        return new TaskResult(
                failure,
                failure == null ? null : "why:\nprinted",
                failure == null ? List.of(passed) : List.of(passed, unended),
                VerifiedIn.FRESH,
                "process",
                new TaskResult.AgentWork("done\n", "+42\n", List.of(), List.of(), "Fix it."),
                List.of(),
                List.of(
                        new Attempt(
                                1,
                                Instant.EPOCH,
                                duration,
                                FailureClass.INFRA_ERROR,
                                "why",
                                List.of(),
                                "no luck\n")),
                List.of(),
                duration);
    }

    @ParameterizedTest
    @EnumSource(TaskStatus.class)
    void taskWithoutAResultIsReadInEveryState(TaskStatus status) {
        for (var outputVisibility : outputs()) {
            var task = read(task(status, null), outputVisibility);

            assertThat(task.status()).isEqualTo(status.wireName());
            assertThat(task.reward()).isZero();
            assertThat(task.passed()).isNull();
            assertThat(task.testResults()).isEmpty();
            assertThat(task.testOutput() + task.agentOutput() + task.agentPatch()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void taskIsReadWhateverItFailedOf(FailureClass failure) {
        for (var outputVisibility : outputs()) {
            var full =
                    read(
                            task(TaskStatus.FAILED, result(failure, Duration.ofSeconds(1))),
                            outputVisibility);
            var bare =
                    read(
                            task(TaskStatus.FAILED, TaskResult.failed(failure, "why")),
                            outputVisibility);

            assertThat(full.testResults()).extracting("exitCode").containsExactly(0, -1);
            assertThat(full.error()).startsWith("why");
            assertThat(bare.testResults()).isEmpty();
            assertThat(bare.agentPatch()).isEmpty();
            assertThat(bare.passed()).isEqualTo(failure.isJudged() ? false : null);
        }
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void textsAreThereWhenTheyAreShownAndElseEmpty(OutputVisibility outputVisibility) {
        var task =
                read(
                        task(TaskStatus.COMPLETED, result(null, Duration.ofSeconds(1))),
                        outputVisibility);

        var view =
                task(TaskStatus.COMPLETED, result(null, Duration.ofSeconds(1)))
                        .view(outputVisibility);

        assertThat(view.prompt()).isEqualTo(outputVisibility.isShown() ? "Fix it." : "");
        assertThat(task.reward()).isEqualTo(1.0);
        assertThat(
                        List.of(
                                task.testOutput(),
                                task.agentOutput(),
                                task.agentPatch(),
                                task.testResults().getFirst().output()))
                .allMatch(text -> text.isEmpty() != outputVisibility.isShown());
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void viewSaysWhetherOutputsArePublicAlsoWhereItLeavesThemOut(
            OutputVisibility outputVisibility) {
        for (var result : Stream.of(result(null, Duration.ZERO), null).toList()) {
            var view = task(TaskStatus.COMPLETED, result).view(outputVisibility);

            assertThat(view.outputsPublic()).isEqualTo(outputVisibility.isPublic());
        }
    }

    @Test
    void durationIsNeverNegative() {
        var past = result(null, Duration.ofSeconds(-3));

        assertThat(
                        read(task(TaskStatus.COMPLETED, past), OutputVisibility.whole(true))
                                .durationMs())
                .isZero();
    }
}
