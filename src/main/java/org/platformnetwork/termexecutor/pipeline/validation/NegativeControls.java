package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.Verdict;
import org.platformnetwork.termexecutor.pipeline.validation.ControlReader.Reading;
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

    /**
     * A red control is believed as it is; a green one when a second is green too, or when there is
     * just one. Two that contradict each other are red only where the green one was an accident.
     */
    private Reading read(TestScript script, TestResult judged, int runner)
            throws IOException, PhaseFailedException {
        var reader = new ControlReader(trial, script, judged, random);
        var control = validation.controls(script, 1).get(runner).working().getFirst();
        var first = reader.read(control);
        if (first == Reading.RED || first == Reading.UNEXPECTED) {
            return first;
        }
        var working = validation.controls(script, 2).get(runner).working();
        var second = working.size() < 2 ? Reading.ABSENT : reader.read(working.get(1));
        if (first == Reading.GREEN && second == Reading.RED) {
            return reader.read(control) == Reading.RED ? Reading.RED : Reading.UNEXPECTED;
        }
        return first.with(second);
    }
}
