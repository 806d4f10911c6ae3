package org.platformnetwork.termexecutor.process;

import java.util.UUID;

/**
 * The name of one run, in a variable that even a double-forked daemon inherits.
 *
 * @param runner the mark that all runs of one {@link ProcessRunner} have in common
 */
record RunMark(String runner, String id) {

    static final String VARIABLE = "TERM_EXECUTOR_RUN";

    static RunMark random(String runner) {
        return new RunMark(runner, UUID.randomUUID().toString());
    }

    /** What the assignments of all runs of a runner begin with. */
    static String prefix(String runner) {
        return VARIABLE + "=" + runner + ".";
    }

    String assignment() {
        return prefix(runner) + id;
    }
}
