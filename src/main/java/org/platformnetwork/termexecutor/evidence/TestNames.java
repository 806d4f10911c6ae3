package org.platformnetwork.termexecutor.evidence;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.evidence.report.OutputLines;

/** Names of tests, from the lines in which runners say that each of them passed. */
public final class TestNames {

    /** Of one output. */
    private static final int MAX = 5000;

    private static final int LONGEST_LINE = 400;

    /** A line of cargo; one of pytest -v; one of Vitest and Jest. */
    private static final Pattern PASSED =
            Pattern.compile(
                    "test (?<cargo>\\S.*?)(?: - should panic)? \\.\\.\\. ok"
                            + "|(?<pytest>\\S+::.*?) PASSED(?: +\\[ *[0-9]+%])?"
                            + "|\\s*[\u2713\u2714\u221a] (?<script>.*?)(?: \\(?[0-9.]+ ?m?s\\)?)?");

    /** A documentation test moves with the text above it. */
    private static final Pattern PLACE = Pattern.compile(" \\(line [0-9]+\\)");

    private TestNames() {}

    /** Those that passed by an output, sorted; empty where its runners name none. */
    public static List<String> passed(String output) {
        var names = new TreeSet<String>();
        OutputLines.forEach(
                output,
                line -> {
                    if (line.length() <= LONGEST_LINE && names.size() < MAX) {
                        var found = PASSED.matcher(line);
                        if (found.matches()) {
                            for (var group : List.of("cargo", "pytest", "script")) {
                                if (found.group(group) != null) {
                                    names.add(PLACE.matcher(found.group(group)).replaceFirst(""));
                                }
                            }
                        }
                    }
                });
        return List.copyOf(names);
    }
}
