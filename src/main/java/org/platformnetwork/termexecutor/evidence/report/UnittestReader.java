package org.platformnetwork.termexecutor.evidence.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Python's unittest: {@code Ran 3 tests in 0.001s}, then {@code OK (skipped=1)}, {@code FAILED
 * (failures=1)} or {@code NO TESTS RAN}. Tests skipped one by one are among those that ran, those
 * of a skipped class are not, so that a pass is what the skips leave of the former.
 */
final class UnittestReader implements ReportReader.OfSummaries {

    private static final Pattern RAN =
            Pattern.compile("Ran ([0-9]{1,9}) tests? in [0-9]+\\.[0-9]+s");
    private static final Pattern STATUS =
            Pattern.compile("(OK|FAILED|NO TESTS RAN)(?: \\(([a-z =,0-9]*+)\\))?");
    private static final Pattern FAILURES =
            Pattern.compile("(?:^|, )(?:failures|errors|unexpected successes)=([0-9]{1,9})");
    private static final Pattern SKIPS = Pattern.compile("(?:^|, )skipped=([0-9]{1,9})");
    private static final int NONE = -1;

    private final SummarySum sum = new SummarySum();
    private int ran = NONE;

    @Override
    public String runner() {
        return "unittest";
    }

    @Override
    public boolean accept(String line) {
        var ranLine = RAN.matcher(line);
        if (ranLine.matches()) {
            ran = Integer.parseInt(ranLine.group(1));
            return false;
        }
        var status = STATUS.matcher(line);
        if (ran == NONE || !status.matches()) {
            return false;
        }
        addStatus(status);
        ran = NONE;
        return true;
    }

    private void addStatus(Matcher status) {
        String details = status.group(2) == null ? "" : status.group(2);
        int failed = total(FAILURES, details);
        if (status.group(1).equals("FAILED")) {
            failed = Math.max(1, failed);
        }
        int skipped = total(SKIPS, details);
        sum.addRun((int) Math.max(0L, (long) ran - failed - skipped), failed, skipped);
    }

    private static int total(Pattern pattern, String details) {
        int total = 0;
        for (var matcher = pattern.matcher(details); matcher.find(); ) {
            total = ReportedCounts.sum(total, Integer.parseInt(matcher.group(1)));
        }
        return total;
    }

    @Override
    public SummarySum sum() {
        return sum;
    }
}
