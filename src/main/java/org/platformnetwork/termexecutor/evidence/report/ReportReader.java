package org.platformnetwork.termexecutor.evidence.report;

import org.jspecify.annotations.Nullable;

/** Reads one runner's summaries, line by line, in constant memory. */
interface ReportReader {

    String runner();

    /**
     * Takes the next line, without its end and without escape sequences.
     *
     * @return whether the runner begins or closes a run with it
     */
    boolean accept(String line);

    /** Learns that lines are missing here. */
    default void gap() {}

    /** Whether a run has begun that the runner did not close. */
    default boolean isOpen() {
        return false;
    }

    /** What failed in runs before the last, or in what looks like such. */
    int failedBefore();

    /** The sum of the summaries so far; null when there was none. */
    @Nullable ReportedCounts counts();

    /** One that adds up its runner's summaries as they come. */
    interface OfSummaries extends ReportReader {

        SummarySum sum();

        @Override
        default int failedBefore() {
            return sum().failedBefore();
        }

        @Override
        default @Nullable ReportedCounts counts() {
            return sum().counts();
        }
    }
}
