package org.platformnetwork.termexecutor.deploy;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The series that an expression of Prometheus names. No parser: what can hold other names (strings,
 * matchers, ranges, lists of labels) is taken out, and of the words that are left, those that are
 * no operator and call no function name series.
 */
final class PromQl {

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*+(?!\\s*\\()");
    private static final Pattern NUMBER = Pattern.compile("\\b[0-9][a-zA-Z0-9.]*");
    private static final Set<String> OPERATORS =
            Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    private PromQl() {}

    static Set<String> series(String expression) {
        var rest = expression;
        for (var other : new Pattern[] {STRING, MATCHERS, RANGE, LABELS, NUMBER}) {
            rest = other.matcher(rest).replaceAll(" ");
        }
        var series = new TreeSet<String>();
        WORD.matcher(rest).results().map(result -> result.group()).forEach(series::add);
        series.removeAll(OPERATORS);
        return series;
    }
}
