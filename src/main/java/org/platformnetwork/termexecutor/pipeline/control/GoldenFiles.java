package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;

/** Expected output that tests read from files beside them: snapshots and the like. */
final class GoldenFiles {

    private static final Pattern NAME =
            Pattern.compile(
                    ".*\\.(?:snap|golden|approved|expected|out|stdout|txt|json|ya?ml|html|xml|csv|md)",
                    Pattern.CASE_INSENSITIVE);

    /** A value between quotes with its end, or the colon that makes it a key; or a number. */
    private static final Pattern VALUE =
            Pattern.compile(
                    "\"(?:[^\"\\\\\\n]|\\\\.){0,500}+(\")(\\s{0,9}:)?"
                            + "|(?<![\\w.])([0-9]{1,9})(?![\\w.])");

    private static final Pattern SYNTAX =
            Pattern.compile(".*\\.(?:snap|json|ya?ml|html|xml)", Pattern.CASE_INSENSITIVE);

    private static final int SHORTEST_NAME = 4;
    private static final int MAX_FILES = 2;
    private static final int MAX_TEXT = 256 << 10;

    private GoldenFiles() {}

    /** Whether a file may hold what a test expects. */
    static boolean contain(String path) {
        return NAME.matcher(path).matches();
    }

    /**
     * Those that a test reads: snapshots that have its name, and what it names.
     *
     * @param test path of the test's file
     * @param text what is in that file
     * @param files texts by path
     */
    static List<Candidate> of(String test, String text, Map<String, String> files) {
        var found = new ArrayList<Candidate>();
        for (var file : files.entrySet()) {
            var name = name(file.getKey());
            boolean isOfTest =
                    name.startsWith(name(test))
                            || (name.length() >= SHORTEST_NAME
                                    && (text.contains(name) || text.contains(stem(name))));
            if (contain(file.getKey())
                    && isOfTest
                    && file.getValue().length() <= MAX_TEXT
                    && found.size() < MAX_FILES) {
                var change = change(file.getKey(), file.getValue());
                if (change != null) {
                    found.add(Candidate.of(file.getKey(), file.getValue(), change));
                }
            }
        }
        return found;
    }

    /** Of the last value, or the last line; null for an empty file. */
    private static @Nullable Change change(String path, String text) {
        var values = VALUE.matcher(text);
        Change last = null;
        boolean hasSyntax = SYNTAX.matcher(path).matches();
        while (hasSyntax && values.find()) {
            if (values.group(3) != null) {
                last =
                        new Change(
                                values.start(3),
                                values.end(3),
                                values.group(3),
                                Character.toString(Change.NUMBER),
                                Form.GOLDEN);
            } else if (values.group(2) == null) {
                last = inserted(values.start(1));
            }
        }
        int end = text.stripTrailing().length();
        return hasSyntax || end == 0 ? last : inserted(end);
    }

    private static Change inserted(int at) {
        return new Change(at, at, "", Character.toString(Change.LETTERS), Form.GOLDEN);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String stem(String name) {
        var stem = name.replaceFirst("\\.[^.]*$", "");
        return stem.length() >= SHORTEST_NAME ? stem : name;
    }
}
