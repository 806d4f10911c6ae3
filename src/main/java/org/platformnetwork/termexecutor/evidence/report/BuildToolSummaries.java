package org.platformnetwork.termexecutor.evidence.report;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one-line summaries of Maven's Surefire and Failsafe, one for each module, and of Gradle.
 * Surefire's lines for single classes end in their time and are passed over; Gradle prints its line
 * only when a test failed.
 */
final class BuildToolSummaries {

    private static final String MAVEN_LEVEL = "(?:\\[(?:INFO|WARNING|ERROR)] )?";
    private static final Pattern SUREFIRE =
            Pattern.compile(
                    MAVEN_LEVEL
                            + "Tests run: ([0-9]{1,9}), Failures: ([0-9]{1,9}),"
                            + " Errors: ([0-9]{1,9}), Skipped: ([0-9]{1,9})"
                            + "(?:, Flakes: [0-9]{1,9})?");
    private static final Pattern SUREFIRE_NOTHING =
            Pattern.compile("\\[INFO] (?:No tests to run\\.|Tests are skipped\\.)");
    private static final Pattern GRADLE =
            Pattern.compile(
                    "([0-9]{1,9}) tests? completed, ([0-9]{1,9}) failed"
                            + "(?:, ([0-9]{1,9}) skipped)?");

    private static final Pattern END_OF_RUN =
            Pattern.compile(
                    "\\[(?:INFO|ERROR)] BUILD (?:SUCCESS|FAILURE)"
                            + "|BUILD (?:SUCCESSFUL|FAILED)(?: in .*)?");

    private BuildToolSummaries() {}

    /** How either of them closes a run; a test may start one of its own. */
    static boolean endsRun(String line) {
        return END_OF_RUN.matcher(line).matches();
    }

    static @Nullable ReportedCounts surefire(String line) {
        if (SUREFIRE_NOTHING.matcher(line).matches()) {
            return ReportedCounts.NOTHING;
        }
        var matcher = SUREFIRE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        int failed = ReportedCounts.sum(number(matcher.group(2)), number(matcher.group(3)));
        return ofAll(number(matcher.group(1)), failed, number(matcher.group(4)));
    }

    static @Nullable ReportedCounts gradle(String line) {
        var matcher = GRADLE.matcher(line);
        return matcher.matches()
                ? ofAll(
                        number(matcher.group(1)),
                        number(matcher.group(2)),
                        number(matcher.group(3)))
                : null;
    }

    private static ReportedCounts ofAll(int all, int failed, int skipped) {
        return new ReportedCounts(
                (int) Math.max(0L, (long) all - failed - skipped), failed, skipped);
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
