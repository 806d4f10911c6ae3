package org.platformnetwork.termexecutor.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Tells tasks whose own tests contradict them: on the untouched base {@code fail_to_pass} has to
 * fail and {@code pass_to_pass} to pass. The answer is kept by the task's content.
 */
final class Baselines {

    private static final int MAX_KEPT = 10_000;

    /** Empty for a task that is consistent. */
    private final Cache<String, Optional<String>> objections =
            Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    /**
     * Checks a task unless its content was checked before.
     *
     * @param directory for the sandboxes; not there yet
     * @throws PhaseFailedException as {@code invalid_task} when it contradicts itself
     */
    void check(TaskTools tools, EvaluationTask task, Layer layer, Path directory, Steps steps)
            throws IOException, PhaseFailedException {
        var key = task.contentHash();
        var objection = objections.getIfPresent(key);
        if (objection == null) {
            objection = examine(tools, task, layer, directory, steps);
            objections.put(key, objection);
        }
        if (objection.isPresent()) {
            throw new PhaseFailedException(FailureClass.INVALID_TASK, objection.get());
        }
    }

    private static Optional<String> examine(
            TaskTools tools, EvaluationTask task, Layer layer, Path directory, Steps steps)
            throws IOException, PhaseFailedException {
        steps.say("baseline", "The tests run on the untouched base.");
        var untouched = new FreshTestBed(tools, task, layer, directory, sandbox -> {});
        var results = new Verification(tools, task, LaidFiles.ofTests(task), steps).run(untouched);
        var objection = objection(results);
        return objection;
    }

    private static Optional<String> objection(List<TestResult> results) {
        for (var test : results) {
            if (isFailToPass(test) && test.passed()) {
                return Optional.of(test.name() + " passes on the untouched base already.");
            }
            if (isPassToPass(test) && !test.passed()) {
                return Optional.of(test.name() + " fails on the untouched base already.");
            }
        }
        return results.stream().allMatch(TestResult::passed)
                ? Optional.of("Every test passes on the untouched base already.")
                : Optional.empty();
    }

    private static boolean isFailToPass(TestResult test) {
        return test.name().startsWith("fail_to_pass");
    }

    private static boolean isPassToPass(TestResult test) {
        return test.name().startsWith("pass_to_pass");
    }
}
