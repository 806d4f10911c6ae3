package org.platformnetwork.termexecutor.evidence.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Build files that are programs: nothing tells for certain which of their lines judge. So a change
 * of nothing but sources, dependencies and versions is the product's, and any other takes the whole
 * file back.
 */
final class BuildLines {

    /** Above it, the whole file counts as changed. */
    private static final int MAX_LINES = 2000;

    /** Patterns of lines backtrack; a longer line is another. */
    private static final int MAX_LENGTH = 2000;

    /** NDEBUG and a macro called assert take the assertions out of tests in C. */
    private static final Pattern JUDGING =
            Pattern.compile(
                    "test|check|spec|skip|exclude|ignore|filter|NDEBUG|assert|-include|-imacros",
                    Pattern.CASE_INSENSITIVE);

    private static final String SOURCES =
            "[\\w.%-]*(?i:OBJ|SRC|SOURCE|HEADER|HDR)[\\w.%-]*\\s*[:+?]?=\\s*";

    static final BuildLines MAKE =
            new BuildLines(
                    "#.*"
                            // file names, in lists and in rules without a recipe
                            + "|(?:"
                            + SOURCES
                            + "|[\\w./%-]+\\.o\\s*:\\s*)?"
                            + "(?:[\\w./%-]++(?<=\\.(?:o|c|cc|cpp|cxx|h|hpp|go|rs|s|S))\\s*+)*+"
                            // flags of compilers
                            + "|(?:C|CXX|CPP|LD)(?:FLAGS|LIBS)\\s*[:+?]?=(?:\\s*+-[A-Za-z][\\w./=+-]*+)*+");

    static final BuildLines CMAKE =
            new BuildLines(
                    "#(?!\\[).*|\\)|'[\\w./-]+',?|[\\w./-]+\\.(?:c|cc|cpp|cxx|h|hpp|m)\\s*\\)?"
                            + "|(?:add_library|add_executable|target_sources|target_link_libraries"
                            + "|target_include_directories|find_package)\\s*\\([\\w\\s./:-]*\\)?"
                            + "|set\\s*\\(\\w*(?:SOURCES|SRCS|HEADERS)[\\w\\s./-]*\\)?");

    static final BuildLines GRADLE =
            new BuildLines(
                    "//.*|(?:implementation|api|compileOnly|runtimeOnly|annotationProcessor|kapt|ksp)"
                        + "[\\s(]+(?:platform\\()?(?:['\"][\\w.:$@{}-]+['\"]|libs\\.[\\w.]+"
                        + "|project\\([^()]*\\))\\)*"
                        + "|(?:version|group|description|sourceCompatibility|targetCompatibility)\\s*=?\\s*[\\w.'\""
                        + " -]+|include[\\s(]+['\"][\\w:-]+['\"]\\)?"
                        + "|[\\w.]*[vV]ersion\\s*=\\s*[\\w.'\"-]+");

    static final BuildLines GO_MODULE =
            new BuildLines(
                    "//.*|\\)|require \\(|(?:require )?[\\w.~/-]+ v[\\w.+-]+(?: // indirect)?"
                            + "|(?:go|toolchain) [\\w.]+",
                    _ -> true,
                    false);

    private final Predicate<String> isOfProduct;
    private final boolean isNewKept;

    private BuildLines(String product) {
        this(product, line -> !JUDGING.matcher(line).find(), true);
    }

    /**
     * @param product a line of the product's
     * @param also what else it must be
     * @param isNewKept whether a file that the base does not have can be the product's
     */
    private BuildLines(String product, Predicate<String> also, boolean isNewKept) {
        Predicate<String> lines = Pattern.compile(product).asMatchPredicate();
        this.isOfProduct =
                line -> line.length() <= MAX_LENGTH && lines.test(line.strip()) && also.test(line);
        this.isNewKept = isNewKept;
    }

    Restoration restore(byte @Nullable [] base, byte[] agents) {
        if (base == null) {
            return isNewKept ? new Restoration.Keep() : Restoration.whole(null);
        }
        var changed = changed(lines(base), lines(agents));
        return changed != null && changed.stream().allMatch(isOfProduct)
                ? new Restoration.Keep()
                : Restoration.whole(base);
    }

    private static List<String> lines(byte[] content) {
        // A line that goes on could swallow the next: a rule, a recipe, a list of tests.
        return new String(content, ISO_8859_1).replaceAll("\\\\\r?\n", " ").lines().toList();
    }

    /** What only one of two texts has, by their longest common subsequence; null for too much. */
    private static @Nullable List<String> changed(List<String> one, List<String> other) {
        if (one.size() > MAX_LINES || other.size() > MAX_LINES) {
            return null;
        }
        var lengths = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                lengths[i][j] =
                        one.get(i).equals(other.get(j))
                                ? lengths[i + 1][j + 1] + 1
                                : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        var changed = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < one.size() || j < other.size()) {
            if (i < one.size() && j < other.size() && one.get(i).equals(other.get(j))) {
                i++;
                j++;
            } else if (j == other.size()
                    || (i < one.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
                changed.add(one.get(i++));
            } else {
                changed.add(other.get(j++));
            }
        }
        return changed;
    }
}
