package org.platformnetwork.termexecutor.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A variable that no one reads, and the one that was meant.
 *
 * @param name as it is set
 */
public record Misspelling(String name, String meant) {

    /** Shorter names are near too many others. */
    private static final int MIN_LENGTH = 6;

    /** From this length on two wrong characters count as near, below it one. */
    private static final int LONG = 10;

    private static final Set<String> UNITS = Set.of("_SECS", "_BYTES");

    /** One line for a log. */
    public String sentence() {
        return "%s is no setting and has no effect; %s is one.".formatted(name, meant);
    }

    /**
     * Those among names.
     *
     * @param known the settings' names
     */
    static List<Misspelling> among(Collection<String> names, Set<String> known) {
        var found = new ArrayList<Misspelling>();
        for (var name : names) {
            if (!known.contains(name)) {
                var upper = name.toUpperCase(Locale.ROOT).replace('-', '_');
                known.stream()
                        .filter(other -> isNear(upper, other))
                        .min(Comparator.comparingInt(other -> distance(upper, other)))
                        .ifPresent(other -> found.add(new Misspelling(name, other)));
            }
        }
        return found;
    }

    private static boolean isNear(String name, String known) {
        if (UNITS.stream().anyMatch(unit -> known.equals(name + unit))) {
            return true;
        }
        return known.length() < MIN_LENGTH
                ? name.equals(known)
                : distance(name, known) <= (known.length() < LONG ? 1 : 2);
    }

    /** How many characters must be added, left out, replaced or swapped with the next. */
    static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                rows[i][j] =
                        Math.min(
                                Math.min(rows[i - 1][j], rows[i][j - 1]) + 1,
                                rows[i - 1][j - 1] + replaced);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
