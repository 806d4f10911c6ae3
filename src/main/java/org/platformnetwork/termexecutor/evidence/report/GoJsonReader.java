package org.platformnetwork.termexecutor.evidence.report;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The events of {@code go test -json} ({@code go doc test2json}), whose fields have a fixed order.
 * The outermost tests count; a package that failed counts if it was not for a test, as when it
 * could not be built, and one that was skipped has none.
 */
final class GoJsonReader implements ReportReader.OfSummaries {

    private static final Pattern ENDED =
            Pattern.compile(
                    "\\{\"Time\":\"[^\"]*+\",\"Action\":\"(pass|fail|skip)\","
                            + "\"Package\":\"[^\"]*+\"(?:,\"Test\":\"([^\"]*+)\")?[,}].*");

    private final SummarySum sum = new SummarySum();
    private int failedPackages;

    @Override
    public String runner() {
        return "go test";
    }

    @Override
    public boolean accept(String line) {
        var matcher = ENDED.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        String action = matcher.group(1);
        String test = matcher.group(2);
        if (test == null) {
            failedPackages += action.equals("fail") ? 1 : 0;
            sum.add(ReportedCounts.NOTHING);
        } else if (test.indexOf('/') < 0) {
            switch (action) {
                case "pass" -> sum.add(1, 0, 0);
                case "fail" -> sum.add(0, 1, 0);
                default -> sum.add(0, 0, 1);
            }
        }
        return true;
    }

    @Override
    public SummarySum sum() {
        return sum;
    }

    @Override
    public @Nullable ReportedCounts counts() {
        var tests = sum.counts();
        return tests == null
                ? null
                : new ReportedCounts(
                        tests.passed(), Math.max(tests.failed(), failedPackages), tests.skipped());
    }
}
