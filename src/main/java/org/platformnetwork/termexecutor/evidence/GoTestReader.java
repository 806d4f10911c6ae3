package org.platformnetwork.termexecutor.evidence;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code go test}: a line for each package and, with {@code -v}, for each test. Without {@code -v}
 * a package that is {@code ok} counts as one passed test. A failure is counted even in a package
 * that is {@code ok}: a TestMain that exits 0 prints both.
 */
final class GoTestReader implements ReportReader {

    private static final Pattern STARTED = Pattern.compile("=== RUN {3}[^\\s/]+");
    private static final Pattern ENDED =
            Pattern.compile("--- (PASS|FAIL|SKIP): [^\\s/]+ \\([0-9]+\\.[0-9]+s\\)");
    private static final Pattern OK =
            Pattern.compile("ok {2}\\t\\S+\\t(?:\\(cached\\)|[0-9]+\\.[0-9]+s)(\\s.*)?");
    private static final Pattern FAILED =
            Pattern.compile("FAIL\\t\\S+(?: \\[(?:build|setup) failed]|\\t[0-9]+\\.[0-9]+s)");
    private static final Pattern NO_FILES = Pattern.compile("\\? {3}\\t\\S+\\t\\[no test files]");
    private static final String NO_TESTS = "testing: warning: no tests to run";

    private final SummarySum sum = new SummarySum();
    private int started;
    private int passed;
    private int failed;
    private int skipped;
    private boolean empty;
    private boolean incomplete;

    @Override
    public String runner() {
        return "go test";
    }

    @Override
    public void gap() {
        startPackage();
        incomplete = true;
    }

    @Override
    public void accept(String line) {
        if (STARTED.matcher(line).matches()) {
            started++;
        } else if (line.equals(NO_TESTS)) {
            empty = true;
        } else if (line.startsWith("--- ")) {
            addTest(line);
        } else {
            addPackage(line);
        }
    }

    private void addTest(String line) {
        var matcher = ENDED.matcher(line);
        if (matcher.matches()) {
            switch (matcher.group(1)) {
                case "PASS" -> passed++;
                case "FAIL" -> failed++;
                default -> skipped++;
            }
        }
    }

    private void addPackage(String line) {
        var ok = OK.matcher(line);
        if (ok.matches()) {
            sum.add(passedIn(ok.group(1)), failed, skipped);
            startPackage();
        } else if (FAILED.matcher(line).matches()) {
            sum.add(passed, Math.max(1, failed), skipped);
            startPackage();
        } else if (NO_FILES.matcher(line).matches()) {
            sum.add(ReportedCounts.NOTHING);
            startPackage();
        }
    }

    /** A test's last line may follow unfinished output of its own; its first line then tells. */
    private int passedIn(@Nullable String remark) {
        boolean silent = started + passed + failed + skipped == 0;
        if ((silent && empty) || (remark != null && remark.contains("[no tests to run]"))) {
            return 0;
        }
        int atLeast = silent || incomplete ? 1 : 0;
        return Math.max(Math.max(atLeast, passed), started - failed - skipped);
    }

    private void startPackage() {
        started = 0;
        passed = 0;
        failed = 0;
        skipped = 0;
        empty = false;
        incomplete = false;
    }

    @Override
    public @Nullable ReportedCounts counts() {
        return sum.counts();
    }
}
