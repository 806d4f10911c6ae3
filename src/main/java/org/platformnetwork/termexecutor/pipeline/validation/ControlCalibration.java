package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.control.Candidate;
import org.platformnetwork.termexecutor.pipeline.control.Candidates;
import org.platformnetwork.termexecutor.pipeline.validation.RunnerControls.Working;
import org.platformnetwork.termexecutor.task.TestScript;

/**
 * Finds the controls of a script that work: with what is known to be right, the script passes,
 * still passes with a harmless change, and fails with the control. Where nothing is known to be
 * right, the script fails on the base and passes there with the failing expectation negated.
 */
final class ControlCalibration {

    /** Not red for the control's reason, on whatever it was tried. */
    private static final Pattern NOT_BUILT =
            Pattern.compile(
                    "\\[(?:build|setup) failed]|could not compile|COMPILATION ERROR"
                            + "|Compilation failed|SyntaxError|IndentationError|Transform failed"
                            + "|errors? during collection|Error while importing|Failed to import");

    private final ControlTrial trial;
    private final TestScript script;
    private final ScriptRun plain;

    /**
     * @param trial on the reference patch, or on the base without one
     * @param plain how the script runs there as it is written
     */
    ControlCalibration(ControlTrial trial, TestScript script, ScriptRun plain) {
        this.trial = trial;
        this.script = script;
        this.plain = plain;
    }

    /**
     * Looks for more controls.
     *
     * @param groups candidates for each runner of the script
     * @param known what was found before; empty at first
     * @param wanted how many each runner should have
     */
    List<RunnerControls> extend(
            List<List<Candidate>> groups, List<RunnerControls> known, int wanted)
            throws IOException, PhaseFailedException {
        var extended = new ArrayList<RunnerControls>();
        for (int i = 0; i < groups.size(); i++) {
            var group = groups.get(i);
            var before =
                    known.size() == groups.size()
                            ? known.get(i)
                            : new RunnerControls(
                                    List.of(), Math.min(group.size(), Candidates.MAX), 0, null);
            extended.add(extend(group, before, wanted));
        }
        return extended;
    }

    private RunnerControls extend(List<Candidate> group, RunnerControls known, int wanted)
            throws IOException, PhaseFailedException {
        var working = new ArrayList<>(known.working());
        int tried = known.tried();
        while (working.size() < wanted && tried < known.candidates()) {
            var found = calibrate(inOrder(group, working).get(tried));
            tried++;
            if (found != null) {
                working.add(found);
            }
        }
        return new RunnerControls(working, known.candidates(), tried, null);
    }

    /** Behind the first that works those of another kind, which other products pass. */
    static List<Candidate> inOrder(List<Candidate> group, List<Working> working) {
        int first = working.isEmpty() ? -1 : group.indexOf(working.getFirst().candidate());
        if (first < 0) {
            return group;
        }
        var kind = group.get(first).kind();
        var ordered = new ArrayList<>(group.subList(0, first + 1));
        group.stream()
                .skip(ordered.size())
                .sorted(Comparator.comparing(candidate -> isLater(candidate.kind(), kind)))
                .forEach(ordered::add);
        return ordered;
    }

    private static boolean isLater(Candidate.Kind kind, Candidate.Kind first) {
        return kind == first || kind == Candidate.Kind.END;
    }

    private @Nullable Working calibrate(Candidate candidate)
            throws IOException, PhaseFailedException {
        return plain.passed() ? onGreen(candidate) : onRed(candidate);
    }

    /** The failing change first, since in a test that does not run it passes, and settles that. */
    private @Nullable Working onGreen(Candidate candidate)
            throws IOException, PhaseFailedException {
        var failing = trial.failing(script, candidate);
        var working =
                failing == null || failing.passed() || failing.limit() != null
                        ? null
                        : working(candidate, plain, failing);
        if (working == null) {
            return null;
        }
        var harmless = trial.harmless(script, candidate);
        return harmless != null && harmless.passed() && isComplete(harmless) ? working : null;
    }

    private @Nullable Working onRed(Candidate candidate) throws IOException, PhaseFailedException {
        if (candidate.kind() != Candidate.Kind.NEGATION) {
            return null;
        }
        var harmless = trial.harmless(script, candidate);
        if (harmless == null || harmless.passed() || harmless.limit() != null) {
            return null;
        }
        var negated = trial.failing(script, candidate);
        return negated == null || !negated.passed() ? null : working(candidate, negated, harmless);
    }

    /** Whether as many tests ran as without a change. */
    private boolean isComplete(ScriptRun run) {
        var before = TestCounts.of(plain.reports());
        var after = TestCounts.of(run.reports());
        return before == null || (after != null && after.all() >= before.all());
    }

    private static @Nullable Working working(Candidate candidate, ScriptRun green, ScriptRun red) {
        return NOT_BUILT.matcher(red.output()).find() ? null : Working.of(candidate, green, red);
    }
}
