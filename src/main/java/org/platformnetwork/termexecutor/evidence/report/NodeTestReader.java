package org.platformnetwork.termexecutor.evidence.report;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The last lines of node:test, of its spec reporter ({@code ℹ pass 1}) and of its TAP reporter
 * ({@code # pass 1}). A todo test that fails is no failure there, nor a pass here.
 */
final class NodeTestReader implements ReportReader.OfSummaries {

    private static final Pattern LINE =
            Pattern.compile("[ℹ#] (tests|suites|pass|fail|cancelled|skipped|todo) ([0-9]{1,9})");

    private final SummarySum sum = new SummarySum();
    private final Map<String, Integer> footer = new HashMap<>();

    @Override
    public String runner() {
        return "node:test";
    }

    @Override
    public boolean accept(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group(1);
        if (name.equals("tests")) {
            footer.clear();
        }
        footer.put(name, Integer.parseInt(matcher.group(2)));
        if (!name.equals("todo") || !footer.containsKey("cancelled")) {
            return false;
        }
        sum.addRun(
                count("pass"),
                ReportedCounts.sum(count("fail"), count("cancelled")),
                ReportedCounts.sum(count("skipped"), count("todo")));
        footer.clear();
        return true;
    }

    private int count(String name) {
        return footer.getOrDefault(name, 0);
    }

    @Override
    public SummarySum sum() {
        return sum;
    }
}
