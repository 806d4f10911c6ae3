package org.platformnetwork.termexecutor.evidence.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Test Anything Protocol, versions 12 to 14 (testanything.org), its outermost level: numbered
 * {@code ok} and {@code not ok} lines beside a plan. {@code not ok} with a TODO or SKIP directive
 * is no failure. Each document counts from 1, so that the numbers tell a document that a test
 * prints from the one it is in; what failed counts in the last. What node:test prints as TAP is
 * left to the counts that it prints itself, because there a suite of skipped tests is an {@code
 * ok}.
 */
final class TapReader implements ReportReader {

    private static final Pattern VERSION = Pattern.compile("TAP version 1[2-4]");
    private static final Pattern PLAN = Pattern.compile("1\\.\\.([0-9]{1,9})(?: *+#.*)?");
    private static final Pattern TEST = Pattern.compile("(not )?ok ([0-9]{1,9})(?: (.*))?");
    private static final Pattern DIRECTIVE = Pattern.compile("# *+(?:skip|todo)");
    private static final Pattern NODE_FOOTER = Pattern.compile("# cancelled [0-9]{1,9}");

    private static final int MAX_DEPTH = 100;

    /** The present document first, then those that may still go on. */
    private final Deque<Document> documents = new ArrayDeque<>();

    private ReportedCounts earlier = ReportedCounts.NOTHING;
    private int failedEarlier;
    private boolean any;
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
    public boolean accept(String line) {
        if (VERSION.matcher(line).matches()) {
            planned = true;
            any = true;
            return true;
        }
        if (NODE_FOOTER.matcher(line).matches()) {
            clear();
            return false;
        }
        if (line.startsWith("Bail out!")) {
            add(new ReportedCounts(0, 1, 0));
            return planned;
        }
        return addPlan(line) || addTest(line);
    }

    private void clear() {
        documents.clear();
        earlier = ReportedCounts.NOTHING;
        failedEarlier = 0;
        any = false;
        planned = false;
        plan = 0;
    }

    private boolean addPlan(String line) {
        var matcher = PLAN.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        planned = true;
        int tests = Integer.parseInt(matcher.group(1));
        plan = ReportedCounts.sum(plan, tests);
        any |= tests == 0;
        return true;
    }

    private boolean addTest(String line) {
        var matcher = TEST.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        begin(Integer.parseInt(matcher.group(2)));
        String description = matcher.group(3);
        if (description != null && DIRECTIVE.matcher(description.toLowerCase(Locale.ROOT)).find()) {
            add(new ReportedCounts(0, 0, 1));
        } else if (matcher.group(1) == null) {
            add(new ReportedCounts(1, 0, 0));
        } else {
            add(new ReportedCounts(0, 1, 0));
        }
        return planned;
    }

    /** Finds the document that a test of this number belongs to. */
    private void begin(int number) {
        var goesOn = documents.stream().filter(document -> document.last + 1 == number).findFirst();
        if (goesOn.isPresent()) {
            while (documents.element() != goesOn.get()) {
                var ended = documents.pop().counts;
                failedEarlier = ReportedCounts.sum(failedEarlier, ended.failed());
                earlier = earlier.plus(ended.withoutFailures());
            }
        } else if (documents.isEmpty() || (number == 1 && documents.size() < MAX_DEPTH)) {
            documents.push(new Document());
        }
        documents.element().last = number;
    }

    private void add(ReportedCounts counts) {
        if (documents.isEmpty()) {
            documents.push(new Document());
        }
        var document = documents.element();
        document.counts = document.counts.plus(counts);
        any = true;
    }

    @Override
    public int failedBefore() {
        return documents.stream()
                .skip(1)
                .map(document -> document.counts.failed())
                .reduce(failedEarlier, ReportedCounts::sum);
    }

    @Override
    public @Nullable ReportedCounts counts() {
        if (!planned || !any) {
            return null;
        }
        var counts = earlier;
        for (var document : documents) {
            boolean isPresent = document == documents.element();
            counts = counts.plus(isPresent ? document.counts : document.counts.withoutFailures());
        }
        long missing = (long) plan - counts.passed() - counts.failed() - counts.skipped();
        return incomplete && missing > 0
                ? counts.plus(new ReportedCounts((int) missing, 0, 0))
                : counts;
    }

    private static final class Document {
        private ReportedCounts counts = ReportedCounts.NOTHING;
        private int last;
    }
}
