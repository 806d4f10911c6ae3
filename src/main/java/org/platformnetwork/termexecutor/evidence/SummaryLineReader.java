package org.platformnetwork.termexecutor.evidence;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a runner whose summary is one line; the parser answers null to every other line. */
record SummaryLineReader(
        String runner, Function<String, @Nullable ReportedCounts> parser, SummarySum sum)
        implements ReportReader {

    SummaryLineReader(String runner, Function<String, @Nullable ReportedCounts> parser) {
        this(runner, parser, new SummarySum());
    }

    @Override
    public void accept(String line) {
        var summary = parser.apply(line);
        if (summary != null) {
            sum.add(summary);
        }
    }

    @Override
    public @Nullable ReportedCounts counts() {
        return sum.counts();
    }
}
