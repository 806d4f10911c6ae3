package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.Verdict;
import org.platformnetwork.termexecutor.pipeline.validation.RunnerControls.Working;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Has each script of a pass run once more with an expectation changed so that it must fail: a pass
 * counts only from what was seen to be able to fail.
 */
public final class NegativeControls {

    private final TaskValidation validation;
    private final ControlTrial trial;
    private final RandomGenerator random;
    private final List<TestResult> results = new ArrayList<>();
    private @Nullable Verdict objection;

    /** How one control came out. */
    private enum Reading {
        RED,
        GREEN,
        UNEXPECTED,
        LIMITED,
        ABSENT
    }

    /**
     * @param trial on the agent's change
     */
    public NegativeControls(TaskValidation validation, ControlTrial trial, RandomGenerator random) {
        this.validation = validation;
        this.trial = trial;
        this.random = random;
    }

    /** The results given, with what the controls showed. */
    public List<TestResult> results() {
        return List.copyOf(results);
    }

    /**
     * Runs them.
     *
     * @param passed a result for each script
     * @param judged how each ran on what the controls run on
     * @return a pass, unless a control speaks against it
     */
    public Verdict confirm(
            List<TestScript> scripts, List<TestResult> passed, List<TestResult> judged)
            throws IOException, PhaseFailedException {
        results.addAll(passed);
        for (int i = 0; i < scripts.size(); i++) {
            results.set(i, read(scripts.get(i), passed.get(i), judged.get(i)));
        }
        return objection == null ? Verdict.PASS : objection;
    }

    private TestResult read(TestScript script, TestResult passed, TestResult judged)
            throws IOException, PhaseFailedException {
        var runners = validation.controls(script, 1);
        var readings = new ArrayList<Reading>();
        String note = runners.isEmpty() ? "The script calls no test that can be changed." : null;
        for (int i = 0; i < runners.size(); i++) {
            if (runners.get(i).working().isEmpty()) {
                note = why(runners.get(i));
                continue;
            }
            var reading = read(script, judged, i);
            readings.add(reading);
            note =
                    switch (reading) {
                        case LIMITED -> "The control ran into a limit, twice.";
                        case ABSENT -> "What the control changes is not in the agent's version.";
                        default -> note;
                    };
        }
        if (readings.contains(Reading.GREEN)) {
            object(
                    FailureClass.TAMPERING,
                    "%s passes although a changed expectation must fail.".formatted(script.name()));
            return passed.with(Control.GREEN, null);
        }
        if (readings.contains(Reading.UNEXPECTED)) {
            var sentence = "With a changed expectation it neither passes nor fails as it must.";
            object(FailureClass.TESTS_FAILED, script.name() + ": " + sentence);
            return passed.with(Control.NONE, sentence);
        }
        return note == null ? passed.with(Control.RED, null) : passed.with(Control.NONE, note);
    }

    private void object(FailureClass failure, String sentence) {
        if (objection == null || failure == FailureClass.TAMPERING) {
            objection = new Verdict(failure, sentence);
        }
    }

    private static String why(RunnerControls runner) {
        if (runner.problem() != null) {
            return runner.problem();
        }
        return runner.candidates() == 0
                ? "No expectation was found in the tests of a runner that it calls."
                : "None of %d changed expectations makes it fail as it must, with what is known to be right."
                        .formatted(runner.candidates());
    }

    /** A green control is believed when a second one is green too, or when there is just one. */
    private Reading read(TestScript script, TestResult judged, int runner)
            throws IOException, PhaseFailedException {
        var first =
                read(script, judged, validation.controls(script, 1).get(runner).working().get(0));
        if (first != Reading.GREEN && first != Reading.ABSENT) {
            return first;
        }
        var working = validation.controls(script, 2).get(runner).working();
        var second = working.size() < 2 ? first : read(script, judged, working.get(1));
        return second == Reading.ABSENT ? first : second;
    }

    private Reading read(TestScript script, TestResult judged, Working control)
            throws IOException, PhaseFailedException {
        return control.failures() == null
                ? readUncounted(script, control)
                : readCounted(script, judged, control, control.failures());
    }

    private Reading readCounted(TestScript script, TestResult judged, Working control, int failures)
            throws IOException, PhaseFailedException {
        var failing = trial.failing(script, control.candidate());
        if (failing == null) {
            return Reading.ABSENT;
        }
        if (failing.limit() != null) {
            return Reading.LIMITED;
        }
        if (failing.passed()) {
            return Reading.GREEN;
        }
        var before = TestCounts.of(TestReports.read(judged.output()));
        var after = TestCounts.of(failing.reports());
        boolean isExpected =
                before != null
                        && after != null
                        && after.failed() == before.failed() + failures
                        && after.all() >= before.all();
        return isExpected ? Reading.RED : Reading.UNEXPECTED;
    }

    /** Without counts, a run that ends at random must not look like one that judges. */
    private Reading readUncounted(TestScript script, Working control)
            throws IOException, PhaseFailedException {
        boolean isHarmlessFirst = random.nextBoolean();
        var first = one(script, control, isHarmlessFirst);
        var second = first == null ? null : one(script, control, !isHarmlessFirst);
        if (first == null || second == null) {
            return Reading.ABSENT;
        }
        var harmless = isHarmlessFirst ? first : second;
        var failing = isHarmlessFirst ? second : first;
        if (harmless.limit() != null || failing.limit() != null) {
            return Reading.LIMITED;
        }
        return !harmless.passed()
                ? Reading.UNEXPECTED
                : failing.passed() ? Reading.GREEN : Reading.RED;
    }

    private @Nullable ScriptRun one(TestScript script, Working control, boolean isHarmless)
            throws IOException, PhaseFailedException {
        return isHarmless
                ? trial.harmless(script, control.candidate())
                : trial.failing(script, control.candidate());
    }
}
