package org.platformnetwork.termexecutor.evidence.report;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * pytest's last line, with or without its frame of equals signs: {@code 1 failed, 2 passed in
 * 0.05s}. Expected failures and unexpected passes leave pytest's exit code at 0, so they count as
 * passed; warnings, reruns and deselected tests count as nothing.
 */
final class PytestSummary {

    private static final Pattern LINE =
            Pattern.compile(
                    "=*+ ?([^=]{1,400}?) in [0-9]{1,9}\\.[0-9][0-9](?:s| seconds)"
                            + "(?: \\([^()=]*+\\))? ?=*+");
    private static final Pattern COLLECTED =
            Pattern.compile(
                    "(?:no|[0-9]{1,9}(?:/[0-9]{1,9})?) tests? collected"
                            + "(?: \\([0-9]{1,9} deselected\\))?(?:, ([0-9]{1,9}) errors?)?");
    private static final Set<String> PASSED =
            Set.of("passed", "xfailed", "xpassed", "subtests passed");
    private static final Set<String> FAILED =
            Set.of("failed", "error", "errors", "subtests failed");
    private static final Set<String> SKIPPED = Set.of("skipped", "subtests skipped");
    private static final Set<String> NOT_RUN = Set.of("deselected");

    private PytestSummary() {}

    static @Nullable ReportedCounts parse(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        String list = matcher.group(1);
        if (list.equals("no tests ran")) {
            return ReportedCounts.NOTHING;
        }
        var collected = COLLECTED.matcher(list);
        if (collected.matches()) {
            String errors = collected.group(1);
            return new ReportedCounts(0, errors == null ? 0 : Integer.parseInt(errors), 0);
        }
        var counts = CountList.parse(list, ", ");
        if (counts == null || !isAboutTests(counts)) {
            return null;
        }
        return new ReportedCounts(
                counts.sumOf(PASSED), counts.sumOf(FAILED), counts.sumOf(SKIPPED));
    }

    private static boolean isAboutTests(CountList counts) {
        return counts.hasOneOf(PASSED)
                || counts.hasOneOf(FAILED)
                || counts.hasOneOf(SKIPPED)
                || counts.hasOneOf(NOT_RUN);
    }
}
