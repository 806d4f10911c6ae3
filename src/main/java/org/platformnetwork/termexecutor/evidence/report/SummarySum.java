package org.platformnetwork.termexecutor.evidence.report;

import org.jspecify.annotations.Nullable;

/**
 * Adds up the summaries of one runner's runs, and tells none from one of zero tests. What failed
 * counts in the last run only: a runner closes its output, so whatever looks like its summary
 * before that was printed by a test, or belongs to a run whose failure the script passed over.
 */
final class SummarySum {

    private ReportedCounts earlier = ReportedCounts.NOTHING;
    private int failedBefore;
    private @Nullable ReportedCounts last;
    private boolean ended;

    /** Adds the only summary of a run. */
    void addRun(ReportedCounts summary) {
        add(summary);
        endRun();
    }

    void addRun(int passed, int failed, int skipped) {
        addRun(new ReportedCounts(passed, failed, skipped));
    }

    /** Adds one of the summaries of the present run. */
    void add(ReportedCounts summary) {
        if (ended) {
            startRun();
        }
        last = last == null ? summary : last.plus(summary);
    }

    void add(int passed, int failed, int skipped) {
        add(new ReportedCounts(passed, failed, skipped));
    }

    /** The next summary belongs to another run; a run may end without one. */
    void endRun() {
        if (ended) {
            startRun();
        }
        ended = true;
    }

    private void startRun() {
        if (last != null) {
            earlier = earlier.plus(last.withoutFailures());
            failedBefore = ReportedCounts.sum(failedBefore, last.failed());
        }
        last = null;
        ended = false;
    }

    /** What failed in runs before the last. */
    int failedBefore() {
        return failedBefore;
    }

    /** Null when the last run had no summary. */
    @Nullable ReportedCounts counts() {
        return last == null ? null : earlier.plus(last);
    }
}
