package org.platformnetwork.termexecutor.pipeline.dependency;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions and specifiers of Python's packages (PEP 440), and of Poetry's carets and tildes. */
final class PythonVersions {

    private static final Pattern VERSION =
            Pattern.compile(
                    "v?(?:(\\d{1,9})!)?(\\d{1,18}(?:\\.\\d{1,18})*)"
                            + "(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\\d{0,9}))?"
                            + "(?:-(\\d{1,9})|[-_.]?(?:post|rev|r)[-_.]?(\\d{0,9}))?"
                            + "(?:[-_.]?dev[-_.]?(\\d{0,9}))?(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern CLAUSE =
            Pattern.compile("(===|~=|==|!=|<=|>=|<|>|\\^|~|=)?\\s*(\\S+)");

    private PythonVersions() {}

    /**
     * A version that can be compared.
     *
     * @param release without zeros at its end
     * @param suffix of a pre-, post- or development release, in the order of PEP 440
     */
    private record Version(BigInteger epoch, List<BigInteger> release, List<Integer> suffix)
            implements Comparable<Version> {

        static @Nullable Version parse(String text) {
            var found = VERSION.matcher(text.strip());
            if (!found.matches()) {
                return null;
            }
            var release = numbers(found.group(2));
            while (release.size() > 1 && release.getLast().signum() == 0) {
                release.removeLast();
            }
            var epoch = found.group(1) == null ? BigInteger.ZERO : new BigInteger(found.group(1));
            boolean isPost = found.group(5) != null || found.group(6) != null;
            boolean isDevelopment = found.group(7) != null;
            var phase = found.group(3);
            int rank =
                    phase == null
                            ? unnamedPhase(isDevelopment && !isPost)
                            : switch (phase.toLowerCase(Locale.ROOT).charAt(0)) {
                                case 'a' -> 0;
                                case 'b' -> 1;
                                default -> 2;
                            };
            var post = found.group(5) == null ? found.group(6) : found.group(5);
            return new Version(
                    epoch,
                    release,
                    List.of(
                            rank,
                            number(found.group(4), 0),
                            isPost ? number(post, 0) : -1,
                            number(found.group(7), Integer.MAX_VALUE)));
        }

        private static int unnamedPhase(boolean isDevelopment) {
            return isDevelopment ? -1 : 3;
        }

        private static int number(@Nullable String digits, int otherwise) {
            if (digits == null) {
                return otherwise;
            }
            return digits.isEmpty() ? 0 : Integer.parseInt(digits);
        }

        @Override
        public int compareTo(Version other) {
            int order = epoch.compareTo(other.epoch);
            if (order != 0) {
                return order;
            }
            int length = Math.max(release.size(), other.release.size());
            for (int i = 0; i < length && order == 0; i++) {
                order = part(i).compareTo(other.part(i));
            }
            for (int i = 0; i < suffix.size() && order == 0; i++) {
                order = suffix.get(i).compareTo(other.suffix.get(i));
            }
            return order;
        }

        BigInteger part(int index) {
            return index < release.size() ? release.get(index) : BigInteger.ZERO;
        }

        boolean startsWith(Version other, List<BigInteger> prefix) {
            for (int i = 0; i < prefix.size(); i++) {
                if (!part(i).equals(prefix.get(i))) {
                    return false;
                }
            }
            return epoch.equals(other.epoch);
        }

        boolean hasRelease(Version other) {
            return epoch.equals(other.epoch) && release.equals(other.release);
        }

        boolean isPostRelease() {
            return suffix.get(2) >= 0;
        }
    }

    private static List<BigInteger> numbers(String dotted) {
        return new ArrayList<>(
                Arrays.stream(dotted.split("\\.", -1)).map(BigInteger::new).toList());
    }

    /** Whether a version is in a comma-separated list of clauses; pre-releases count as any. */
    static boolean admits(String specifier, String version) {
        var installed = Version.parse(version);
        if (installed == null) {
            return false;
        }
        for (var clause : specifier.split(",", -1)) {
            if (!clause.isBlank() && !holds(clause.strip(), installed, version)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(String clause, Version installed, String version) {
        var found = CLAUSE.matcher(clause);
        if (!found.matches()) {
            return false;
        }
        var operator = found.group(1) == null ? "==" : found.group(1);
        var text = found.group(2);
        if (text.equals("*")) {
            return true;
        }
        if (operator.equals("===")) {
            return text.equalsIgnoreCase(version);
        }
        boolean isPrefix = text.endsWith(".*");
        var bound = Version.parse(isPrefix ? text.substring(0, text.length() - 2) : text);
        if (bound == null) {
            return false;
        }
        int order = installed.compareTo(bound);
        var prefix = numbers(release(text));
        return switch (operator) {
            case "==", "=" -> isPrefix ? installed.startsWith(bound, prefix) : order == 0;
            case "!=" -> isPrefix ? !installed.startsWith(bound, prefix) : order != 0;
            case "<=" -> order <= 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0 && (!installed.hasRelease(bound) || !bound.suffix.equals(FINAL));
            case ">" ->
                    order > 0
                            && (!installed.hasRelease(bound)
                                    || !installed.isPostRelease()
                                    || bound.isPostRelease());
            case "~=" ->
                    prefix.size() > 1
                            && order >= 0
                            && installed.startsWith(bound, prefix.subList(0, prefix.size() - 1));
            case "~" ->
                    order >= 0
                            && installed.startsWith(
                                    bound, prefix.subList(0, Math.min(2, prefix.size())));
            case "^" -> order >= 0 && installed.startsWith(bound, upToFirstNonZero(prefix));
            default -> false;
        };
    }

    private static final List<Integer> FINAL = List.of(3, 0, -1, Integer.MAX_VALUE);

    private static List<BigInteger> upToFirstNonZero(List<BigInteger> release) {
        for (int i = 0; i < release.size(); i++) {
            if (release.get(i).signum() != 0) {
                return release.subList(0, i + 1);
            }
        }
        return release;
    }

    private static String release(String version) {
        var found = VERSION.matcher(version.replaceFirst("\\.\\*$", ""));
        return found.matches() ? found.group(2) : "0";
    }
}
