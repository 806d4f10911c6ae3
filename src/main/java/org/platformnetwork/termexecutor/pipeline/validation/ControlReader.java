package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.validation.RunnerControls.Working;
import org.platformnetwork.termexecutor.task.TestScript;

/** Runs controls of one script on an agent's change, and reads how they come out. */
final class ControlReader {

    /** How often a harmless and a failing change run where a runner reports no counts. */
    private static final int PAIRS = 3;

    private final ControlTrial trial;
    private final TestScript script;
    private final TestResult judged;
    private final RandomGenerator random;

    /** How a control came out. */
    enum Reading {
        /** It failed, for the control's reason as far as that can be told. */
        RED,
        /** It passed although it must fail. */
        GREEN,
        /** Neither. */
        UNEXPECTED,
        /** A limit ended it, twice. */
        LIMITED,
        /** Its place is not in the agent's version. */
        ABSENT;

        /**
         * What two controls say together, the first of which is not red.
         *
         * @param second absent when there is just one
         */
        Reading with(Reading second) {
            if (second == ABSENT || second == this) {
                return this;
            }
            // A limit excuses nothing that was green.
            boolean isContradiction = this == GREEN || (this == LIMITED && second == GREEN);
            return isContradiction ? UNEXPECTED : second;
        }
    }

    ControlReader(
            ControlTrial trial, TestScript script, TestResult judged, RandomGenerator random) {
        this.trial = trial;
        this.script = script;
        this.judged = judged;
        this.random = random;
    }

    Reading read(Working control) throws IOException, PhaseFailedException {
        return control.failures() == null ? readUncounted(control) : readCounted(control);
    }

    private Reading readCounted(Working control) throws IOException, PhaseFailedException {
        var failing = trial.failing(script, control.candidate());
        var deviation = deviation(failing, false);
        if (failing == null || deviation != null) {
            return Objects.requireNonNull(deviation);
        }
        var before = TestCounts.of(TestReports.read(judged.output()));
        var after = TestCounts.of(failing.reports());
        return control.explains(before, after) ? Reading.RED : Reading.UNEXPECTED;
    }

    /** Without counts, a run that ends at random must not look like one that judges. */
    private Reading readUncounted(Working control) throws IOException, PhaseFailedException {
        for (int i = 0; i < PAIRS; i++) {
            var deviation = readPair(control);
            if (deviation != null) {
                return i > 0 && deviation == Reading.GREEN ? Reading.UNEXPECTED : deviation;
            }
        }
        return Reading.RED;
    }

    /** In random order; null when both come out as calibrated. */
    private @Nullable Reading readPair(Working control) throws IOException, PhaseFailedException {
        boolean isHarmlessFirst = random.nextBoolean();
        var deviation = readOne(control, isHarmlessFirst);
        return deviation == null ? readOne(control, !isHarmlessFirst) : deviation;
    }

    private @Nullable Reading readOne(Working control, boolean isHarmless)
            throws IOException, PhaseFailedException {
        var run =
                isHarmless
                        ? trial.harmless(script, control.candidate())
                        : trial.failing(script, control.candidate());
        return deviation(run, isHarmless);
    }

    /** Null for what passes with a harmless change, and fails with one that must fail. */
    private static @Nullable Reading deviation(@Nullable ScriptRun run, boolean isHarmless) {
        if (run == null) {
            return Reading.ABSENT;
        }
        if (run.limit() != null) {
            return Reading.LIMITED;
        }
        if (run.passed() == isHarmless) {
            return null;
        }
        return isHarmless ? Reading.UNEXPECTED : Reading.GREEN;
    }
}
