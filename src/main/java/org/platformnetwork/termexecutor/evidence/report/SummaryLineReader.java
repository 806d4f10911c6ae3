package org.platformnetwork.termexecutor.evidence.report;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a build tool, whose run has any number of summaries of one line; the parser answers null to
 * every other line.
 */
record SummaryLineReader(
        String runner, Function<String, @Nullable ReportedCounts> parser, SummarySum sum)
        implements ReportReader.OfSummaries {

    SummaryLineReader(String runner, Function<String, @Nullable ReportedCounts> parser) {
        this(runner, parser, new SummarySum());
    }

    @Override
    public boolean accept(String line) {
        if (BuildToolSummaries.endsRun(line)) {
            sum.endRun();
            return false;
        }
        var summary = parser.apply(line);
        if (summary == null) {
            return false;
        }
        sum.add(summary);
        return true;
    }
}
