package org.platformnetwork.termexecutor.pipeline.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.control.Candidate;

/**
 * The negative controls of one runner that a script calls.
 *
 * @param working those seen to work on this task, in the order in which they are used
 * @param candidates how many there were to try
 * @param tried how many of them were tried so far
 * @param problem why none could be tried; null when they could
 */
record RunnerControls(List<Working> working, int candidates, int tried, @Nullable String problem) {

    /**
     * A control that works.
     *
     * @param failures how many more failures the runner reports with it; null when it reports none
     * @param countsAll whether it then reports no test fewer
     */
    record Working(Candidate candidate, @Nullable Integer failures, boolean countsAll) {

        private static final int MAX_FAILURES = 100_000;

        /**
         * A candidate with which a script is red.
         *
         * @return null when its runner does not report the control's failure
         */
        static @Nullable Working of(Candidate candidate, ScriptRun green, ScriptRun red) {
            var before = TestCounts.of(green.reports());
            var after = TestCounts.of(red.reports());
            if (before == null) {
                return new Working(candidate, null, false);
            }
            if (after == null || after.failed() <= before.failed()) {
                return null;
            }
            boolean countsAll = after.all() >= before.all();
            int failures = (int) Math.min(MAX_FAILURES, after.failed() - before.failed());
            return countsAll || after.hasFailuresAlone()
                    ? new Working(candidate, failures, countsAll)
                    : null;
        }

        /** Whether a run is red as it was when the control was seen to work, failure by failure. */
        boolean explains(@Nullable TestCounts before, @Nullable TestCounts after) {
            return before != null
                    && after != null
                    && failures != null
                    && after.failed() == before.failed() + failures
                    && (!countsAll || after.all() >= before.all());
        }
    }

    RunnerControls {
        working = List.copyOf(working);
    }

    /** Of a script that cannot be tried. */
    static RunnerControls none(String problem) {
        return new RunnerControls(List.of(), 0, 0, problem);
    }

    /** Whether no more of them are to be found, or as many as are wanted are. */
    boolean has(int wanted) {
        return working.size() >= wanted || tried >= candidates;
    }
}
