package org.platformnetwork.termexecutor.evidence;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Test Anything Protocol, versions 12 to 14 (testanything.org), its outermost level: numbered
 * {@code ok} and {@code not ok} lines beside a plan. {@code not ok} with a TODO or SKIP directive
 * is no failure. What node:test prints as TAP is left to the counts that it prints itself, because
 * there a suite of skipped tests is an {@code ok}.
 */
final class TapReader implements ReportReader {

    private static final Pattern VERSION = Pattern.compile("TAP version 1[2-4]");
    private static final Pattern PLAN = Pattern.compile("1\\.\\.([0-9]{1,9})(?: *+#.*)?");
    private static final Pattern TEST = Pattern.compile("(not )?ok ([0-9]{1,9})(?: (.*))?");
    private static final Pattern DIRECTIVE = Pattern.compile("# *+(?:skip|todo)");
    private static final Pattern NODE_FOOTER = Pattern.compile("# cancelled [0-9]{1,9}");

    private final SummarySum sum = new SummarySum();
    private boolean planned;
    private boolean incomplete;
    private int plan;

    @Override
    public String runner() {
        return "TAP";
    }

    @Override
    public void gap() {
        incomplete = true;
    }

    @Override
    public void accept(String line) {
        if (VERSION.matcher(line).matches()) {
            planned = true;
            sum.add(ReportedCounts.NOTHING);
        } else if (NODE_FOOTER.matcher(line).matches()) {
            planned = false;
            plan = 0;
            sum.clear();
        } else if (line.startsWith("Bail out!")) {
            sum.add(0, 1, 0);
        } else if (!addPlan(line)) {
            addTest(line);
        }
    }

    private boolean addPlan(String line) {
        var matcher = PLAN.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        planned = true;
        int tests = Integer.parseInt(matcher.group(1));
        plan = ReportedCounts.sum(plan, tests);
        if (tests == 0) {
            sum.add(ReportedCounts.NOTHING);
        }
        return true;
    }

    private void addTest(String line) {
        var matcher = TEST.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        String description = matcher.group(3);
        if (description != null && DIRECTIVE.matcher(description.toLowerCase(Locale.ROOT)).find()) {
            sum.add(0, 0, 1);
        } else if (matcher.group(1) == null) {
            sum.add(1, 0, 0);
        } else {
            sum.add(0, 1, 0);
        }
    }

    @Override
    public @Nullable ReportedCounts counts() {
        var counts = sum.counts();
        if (!planned || counts == null) {
            return null;
        }
        long missing = (long) plan - counts.passed() - counts.failed() - counts.skipped();
        return incomplete && missing > 0
                ? counts.plus(new ReportedCounts((int) missing, 0, 0))
                : counts;
    }
}
