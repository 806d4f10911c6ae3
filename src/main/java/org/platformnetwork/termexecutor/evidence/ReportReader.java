package org.platformnetwork.termexecutor.evidence;

import org.jspecify.annotations.Nullable;

/** Reads one runner's summaries, line by line, in constant memory. */
interface ReportReader {

    String runner();

    /** Takes the next line, without its end and without escape sequences. */
    void accept(String line);

    /** Learns that lines are missing here. */
    default void gap() {}

    /** The sum of the summaries so far; null when there was none. */
    @Nullable ReportedCounts counts();
}
