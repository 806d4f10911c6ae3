package org.platformnetwork.termexecutor.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;

/**
 * One task in the terms of JUnit reports, never greener than its verdict: what failed has a case
 * that failed even if every script of it passed, and what was not judged has no case that did.
 *
 * @param timestamp when the task's first attempt began; null when none has
 */
record JunitSuite(String name, @Nullable Instant timestamp, Duration time, List<Case> cases) {

    /**
     * A test script, or the task itself where no script speaks for it.
     *
     * @param properties by name; none for the task itself
     */
    record Case(String name, Duration time, Outcome outcome, Map<String, String> properties) {
        Case(String name, Duration time, Outcome outcome) {
            this(name, time, outcome, Map.of());
        }
    }

    /** How a case ended. */
    sealed interface Outcome {}

    record Passed(String output) implements Outcome {}

    /** The agent was judged, and did not do it. */
    record Failure(String message, String type, String text) implements Outcome {}

    /** It could not be judged. */
    record Errored(String message, String type, String text) implements Outcome {}

    record Skipped(String message) implements Outcome {}

    JunitSuite {
        cases = List.copyOf(cases);
    }

    /**
     * A suite for each task, each made when it is asked for; a batch without tasks has one of its
     * own, so that none is empty.
     *
     * @param results of its tasks, with or without outputs; null for one that has not ended
     * @param printed whether what scripts printed is shown
     */
    static Stream<JunitSuite> of(
            String batch,
            BatchState state,
            Function<TaskState, @Nullable TaskResult> results,
            boolean printed) {
        return state.tasks().isEmpty()
                ? Stream.of(
                        new JunitSuite(batch, null, Duration.ZERO, List.of(whole(batch, state))))
                : state.tasks().stream().map(task -> of(task, results.apply(task), printed));
    }

    private static Case whole(String batch, BatchState state) {
        var status = state.status();
        var reason = Objects.requireNonNullElse(state.error(), status.wireName());
        return new Case(
                batch,
                Duration.ZERO,
                status == BatchStatus.FAILED
                        ? new Errored(reason, status.wireName(), reason)
                        : new Skipped(status.wireName()));
    }

    private static JunitSuite of(TaskState task, @Nullable TaskResult result, boolean printed) {
        var name = task.id().value();
        return new JunitSuite(
                name,
                task.run().firstStart(),
                result == null ? Duration.ZERO : result.duration(),
                result == null
                        ? List.of(
                                new Case(
                                        name, Duration.ZERO, new Skipped(task.status().wireName())))
                        : cases(name, result, printed));
    }

    private static List<Case> cases(String task, TaskResult result, boolean printed) {
        var problem = result.failureClass();
        if (problem != null && !problem.isJudged()) {
            return List.of(whole(task, result, problem, printed));
        }
        var cases = new ArrayList<Case>();
        for (var test : result.tests()) {
            cases.add(
                    new Case(
                            test.name(),
                            time(test, result.phases()),
                            outcome(test, printed ? test.output() : ""),
                            control(test)));
        }
        if (problem != null && result.tests().stream().allMatch(TestResult::passed)) {
            cases.add(whole(task, result, problem, printed));
        }
        return cases;
    }

    private static Case whole(
            String task, TaskResult result, FailureClass problem, boolean printed) {
        var type = problem.wireName();
        var error = Objects.requireNonNullElse(result.error(), type);
        var text = printed ? error : OutputVisibility.sentence(error);
        var message = text.lines().findFirst().orElse(type);
        var outcome =
                switch (problem) {
                    case CANCELLED -> new Skipped(message);
                    case INVALID_TASK, INFRA_ERROR -> new Errored(message, type, text);
                    case TESTS_FAILED, AGENT_FAILED, TIMEOUT, RESOURCE_LIMIT, TAMPERING ->
                            new Failure(message, type, text);
                };
        return new Case(task, result.duration(), outcome);
    }

    private static Outcome outcome(TestResult test, String output) {
        if (test.passed()) {
            return new Passed(output);
        }
        if (test.exitCode() == null) {
            return new Failure("ended by a limit", "limit", output);
        }
        return test.objection() == null
                ? new Failure("exit code " + test.exitCode(), "exit_code", output)
                : new Failure(test.objection(), "objection", output);
    }

    private static Map<String, String> control(TestResult test) {
        var control = new TreeMap<>(Map.of("control", test.control().wireName()));
        if (test.controlNote() != null) {
            control.put("control_note", test.controlNote());
        }
        return control;
    }

    private static Duration time(TestResult test, List<PhaseReport> phases) {
        return phases.stream()
                .filter(phase -> phase.phase() == TaskStatus.RUNNING_TESTS)
                .filter(phase -> phase.name().equals(test.name()))
                .findFirst()
                .map(PhaseReport::duration)
                .orElse(Duration.ZERO);
    }
}
