package org.platformnetwork.termexecutor.evidence.report;

import java.util.regex.Pattern;

/**
 * pytest: unless told to be quiet it opens a run with a line in a frame. The closing line may
 * follow what something else printed without ending the line.
 */
final class PytestReader implements ReportReader.OfSummaries {

    private static final Pattern OPENING = Pattern.compile("={3,} test session starts ={3,}");
    private static final Pattern FRAMED = Pattern.compile("(?<!=)={3,}+ [^=]{1,400} ={3,}+$");

    /** Plugins may put something else in place of the closing line; the progress is still there. */
    private static final String DONE = "[100%]";

    private final SummarySum sum = new SummarySum();
    private boolean isOpen;

    @Override
    public String runner() {
        return "pytest";
    }

    @Override
    public boolean accept(String line) {
        if (OPENING.matcher(line).matches()) {
            isOpen = true;
            return true;
        }
        if (line.endsWith(DONE)) {
            isOpen = false;
            return false;
        }
        var summary = PytestSummary.parse(line);
        if (summary == null) {
            var framed = FRAMED.matcher(line);
            summary = framed.find() ? PytestSummary.parse(framed.group()) : null;
        }
        if (summary == null) {
            return false;
        }
        isOpen = false;
        sum.addRun(summary);
        return true;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public SummarySum sum() {
        return sum;
    }
}
