package org.platformnetwork.termexecutor.evidence.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A list such as {@code 1 failed, 2 passed}: counts by what they count. */
record CountList(Map<String, Integer> counts) {

    private static final Pattern ITEM = Pattern.compile("([0-9]{1,9}) ([a-z][a-z ]*+)");

    CountList {
        counts = Map.copyOf(counts);
    }

    /** Gives null unless every item is a number of at most nine digits and a word or two. */
    static @Nullable CountList parse(String text, String separator) {
        var counts = new HashMap<String, Integer>();
        for (String item : text.split(Pattern.quote(separator), -1)) {
            var matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                return null;
            }
            counts.merge(matcher.group(2), Integer.parseInt(matcher.group(1)), ReportedCounts::sum);
        }
        return new CountList(counts);
    }

    int sumOf(Set<String> names) {
        int sum = 0;
        for (String name : names) {
            sum = ReportedCounts.sum(sum, counts.getOrDefault(name, 0));
        }
        return sum;
    }

    boolean hasOneOf(Set<String> names) {
        return names.stream().anyMatch(counts::containsKey);
    }
}
