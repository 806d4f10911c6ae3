package org.platformnetwork.termexecutor.evidence.report;

/**
 * How many tests passed, failed and were skipped by a runner's own account; sums stop at the
 * largest int, so that no forged figure can wrap a failure away. Expected failures count as passed,
 * errors as failed, pending and todo tests as skipped.
 */
public record ReportedCounts(int passed, int failed, int skipped) {

    static final ReportedCounts NOTHING = new ReportedCounts(0, 0, 0);

    public ReportedCounts {
        if (passed < 0 || failed < 0 || skipped < 0) {
            throw new IllegalArgumentException("counts are not negative");
        }
    }

    ReportedCounts plus(ReportedCounts other) {
        return new ReportedCounts(
                sum(passed, other.passed), sum(failed, other.failed), sum(skipped, other.skipped));
    }

    ReportedCounts withoutFailures() {
        return new ReportedCounts(passed, 0, skipped);
    }

    static int sum(int first, int second) {
        return (int) Math.min(Integer.MAX_VALUE, (long) first + second);
    }
}
