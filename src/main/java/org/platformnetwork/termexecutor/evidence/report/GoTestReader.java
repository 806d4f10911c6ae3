package org.platformnetwork.termexecutor.evidence.report;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code go test}: a line for each package and, with {@code -v}, for each test. Without {@code -v}
 * a package that is {@code ok} counts as one passed test.
 *
 * <p>The test program closes its output with {@code PASS} or {@code FAIL}, before the package's
 * line, and the go command closes a run that failed with {@code FAIL}. Failures are counted where
 * the closing line says so, since a test may print anyone's: in a package that is {@code ok} all
 * the same, for a TestMain that exits with 0, and in packages that failed.
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

    private static final String CLOSED_BY_FAILURE = "FAIL";

    private ReportedCounts passedPackages = ReportedCounts.NOTHING;
    private ReportedCounts failedPackages = ReportedCounts.NOTHING;
    private boolean any;
    private boolean lastPackageFailed;
    private boolean runFailed;
    private String closing = "";
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
    public boolean accept(String line) {
        if (line.equals("PASS") || line.equals(CLOSED_BY_FAILURE)) {
            boolean isOfRun = any && isSilent() && line.equals(CLOSED_BY_FAILURE);
            runFailed |= isOfRun;
            closing = isOfRun ? closing : line;
            return isOfRun;
        }
        if (STARTED.matcher(line).matches()) {
            started++;
            return false;
        }
        if (line.equals(NO_TESTS)) {
            empty = true;
            return false;
        }
        if (line.startsWith("--- ")) {
            addTest(line);
            return false;
        }
        return addPackage(line);
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

    private boolean addPackage(String line) {
        var ok = OK.matcher(line);
        if (ok.matches()) {
            int failures = closing.equals(CLOSED_BY_FAILURE) ? Math.max(1, failed) : 0;
            passedPackages =
                    passedPackages.plus(
                            new ReportedCounts(passedIn(ok.group(1)), failures, skipped));
            lastPackageFailed = false;
        } else if (FAILED.matcher(line).matches()) {
            failedPackages =
                    failedPackages.plus(new ReportedCounts(passed, Math.max(1, failed), skipped));
            lastPackageFailed = true;
        } else if (NO_FILES.matcher(line).matches()) {
            lastPackageFailed = false;
        } else {
            return false;
        }
        any = true;
        runFailed = false;
        startPackage();
        return true;
    }

    /** A test's last line may follow unfinished output of its own; its first line then tells. */
    private int passedIn(@Nullable String remark) {
        boolean silent = isSilent();
        if ((silent && empty) || (remark != null && remark.contains("[no tests to run]"))) {
            return 0;
        }
        int atLeast = silent || incomplete ? 1 : 0;
        return Math.max(Math.max(atLeast, passed), started - failed - skipped);
    }

    private boolean isSilent() {
        return started + passed + failed + skipped == 0;
    }

    private void startPackage() {
        closing = "";
        started = 0;
        passed = 0;
        failed = 0;
        skipped = 0;
        empty = false;
        incomplete = false;
    }

    private boolean isFailed() {
        return lastPackageFailed || runFailed;
    }

    @Override
    public int failedBefore() {
        return isFailed() ? 0 : failedPackages.failed();
    }

    @Override
    public @Nullable ReportedCounts counts() {
        if (!any) {
            return null;
        }
        return passedPackages.plus(isFailed() ? failedPackages : failedPackages.withoutFailures());
    }
}
