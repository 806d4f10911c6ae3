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
     */
    record Working(Candidate candidate, @Nullable Integer failures) {}

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
