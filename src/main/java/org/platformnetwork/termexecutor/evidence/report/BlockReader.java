package org.platformnetwork.termexecutor.evidence.report;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The summaries that are a block of lines with one count each: Mocha's, AVA's, Bun's, and those
 * that plugins of pytest (pytest-sugar, pytest-pretty) have in place of its own. A block counts
 * only when its lines follow each other and its own first or last line is there, since {@code 1
 * failing} alone may be anyone's words.
 */
final class BlockReader implements ReportReader {

    private static final Set<String> PASSED =
            Set.of(
                    "passing",
                    "pass",
                    "passed",
                    "known failure",
                    "known failures",
                    "xfailed",
                    "xpassed");
    private static final Set<String> SKIPPED = Set.of("pending", "skip", "skipped", "todo");
    private static final Set<String> UNCOUNTED =
            Set.of("filtered out", "expect() calls", "deselected", "warning", "warnings", "rerun");

    private final String runner;
    private final Pattern opening;
    private final Pattern item;
    private final @Nullable Pattern closing;
    private final SummarySum sum = new SummarySum();
    private @Nullable SummarySum block;

    private BlockReader(String runner, String opening, String item, @Nullable String closing) {
        this.runner = runner;
        this.opening = Pattern.compile(opening);
        this.item = Pattern.compile(item);
        this.closing = closing == null ? null : Pattern.compile(closing);
    }

    static BlockReader mocha() {
        return new BlockReader(
                "Mocha",
                "  ([0-9]{1,9}) (passing) \\([0-9]+(?:ms|s|m|h|d)\\)",
                "  ([0-9]{1,9}) (pending|failing)",
                null);
    }

    static BlockReader ava() {
        return new BlockReader(
                "AVA",
                "  ─",
                "  ([0-9]{1,9}) (?:(?:tests?|hooks?) )?(passed|failed|skipped|todo|known failures?"
                        + "|uncaught exceptions?|unhandled rejections?)",
                null);
    }

    static BlockReader bun() {
        return new BlockReader(
                "Bun",
                " {1,4}([0-9]{1,9}) (pass)",
                " {1,4}([0-9]{1,9}) (skip|todo|fail|errors?|filtered out|expect\\(\\) calls)",
                "Ran [0-9]{1,9} tests? across [0-9]{1,9} files?\\. .*");
    }

    static BlockReader restyledPytest() {
        return new BlockReader(
                "pytest",
                "Results \\([0-9.]+s\\):",
                " +([0-9]{1,9}) (passed|failed|errors?|skipped|xfailed|xpassed|deselected"
                        + "|warnings?|rerun)",
                null);
    }

    @Override
    public String runner() {
        return runner;
    }

    @Override
    public boolean accept(String line) {
        var first = opening.matcher(line);
        if (first.matches()) {
            finish(closing == null);
            block = new SummarySum();
            if (first.groupCount() > 0) {
                block.add(count(first));
            }
            return first.groupCount() > 0 && closing == null;
        }
        if (block == null) {
            return false;
        }
        var next = item.matcher(line);
        if (next.matches()) {
            block.add(count(next));
            return closing == null;
        }
        if (line.isEmpty() && block.counts() == null) {
            return false;
        }
        boolean isClosed = closing != null && closing.matcher(line).matches();
        finish(closing == null || isClosed);
        return isClosed;
    }

    private void finish(boolean whole) {
        if (whole && block != null) {
            var counts = block.counts();
            if (counts != null) {
                sum.addRun(counts);
            }
        }
        block = null;
    }

    private static ReportedCounts count(Matcher line) {
        int count = Integer.parseInt(line.group(1));
        String name = line.group(2);
        if (UNCOUNTED.contains(name)) {
            return ReportedCounts.NOTHING;
        }
        if (PASSED.contains(name)) {
            return new ReportedCounts(count, 0, 0);
        }
        return SKIPPED.contains(name)
                ? new ReportedCounts(0, 0, count)
                : new ReportedCounts(0, count, 0);
    }

    @Override
    public int failedBefore() {
        finish(closing == null);
        return sum.failedBefore();
    }

    @Override
    public @Nullable ReportedCounts counts() {
        finish(closing == null);
        return sum.counts();
    }
}
