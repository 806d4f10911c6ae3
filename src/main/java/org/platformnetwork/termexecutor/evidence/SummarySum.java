package org.platformnetwork.termexecutor.evidence;

import org.jspecify.annotations.Nullable;

/** Adds up summaries and tells none from one of zero tests. */
final class SummarySum {

    private @Nullable ReportedCounts counts;

    void add(int passed, int failed, int skipped) {
        add(new ReportedCounts(passed, failed, skipped));
    }

    void add(ReportedCounts summary) {
        counts = counts == null ? summary : counts.plus(summary);
    }

    void clear() {
        counts = null;
    }

    @Nullable ReportedCounts counts() {
        return counts;
    }
}
