package org.platformnetwork.termexecutor.evidence.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * {@code cargo test}: {@code running 2 tests} opens the tests of one program, and {@code test
 * result: ok. …} closes them. What is opened and closed in between is the output of a test.
 */
final class CargoReader implements ReportReader.OfSummaries {

    private static final int MAX_DEPTH = 100;
    private static final Pattern OPENING = Pattern.compile("running ([0-9]{1,9}) tests?");
    private static final Pattern CLOSING =
            Pattern.compile(
                    "test result: (?:ok|FAILED)\\. ([0-9]{1,9}) passed; ([0-9]{1,9}) failed;"
                            + " ([0-9]{1,9}) ignored; ([0-9]{1,9}) measured;"
                            + " [0-9]{1,9} filtered out(?:; finished in [0-9.]+s)?");

    private final SummarySum sum = new SummarySum();

    /** How many tests each announced, the innermost first. */
    private final Deque<Integer> open = new ArrayDeque<>();

    @Override
    public String runner() {
        return "cargo test";
    }

    @Override
    public void gap() {
        open.clear();
    }

    @Override
    public boolean accept(String line) {
        var opening = OPENING.matcher(line);
        if (opening.matches()) {
            if (open.size() < MAX_DEPTH) {
                open.push(Integer.valueOf(opening.group(1)));
            }
            return true;
        }
        var closing = CLOSING.matcher(line);
        if (!closing.matches()) {
            return false;
        }
        int passed = number(closing.group(1));
        int failed = number(closing.group(2));
        int ignored = number(closing.group(3));
        int measured = number(closing.group(4));
        close(passed + failed + ignored + measured);
        if (open.isEmpty()) {
            sum.add(ReportedCounts.sum(passed, measured), failed, ignored);
        }
        return true;
    }

    /** Closes the innermost that announced so many, and those in it, which were ended early. */
    private void close(int tests) {
        if (open.contains(tests)) {
            int announced;
            do {
                announced = open.pop();
            } while (announced != tests);
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    @Override
    public boolean isOpen() {
        return !open.isEmpty();
    }

    @Override
    public SummarySum sum() {
        return sum;
    }
}
