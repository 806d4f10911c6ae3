package org.platformnetwork.termexecutor.process;

import java.util.UUID;

/** The name of one run, in a variable that even a double-forked daemon inherits. */
record RunMark(String id) {

    static final String VARIABLE = "TERM_EXECUTOR_RUN";

    static RunMark random() {
        return new RunMark(UUID.randomUUID().toString());
    }

    String assignment() {
        return VARIABLE + "=" + id;
    }
}
