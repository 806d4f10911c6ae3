package org.platformnetwork.termexecutor.task;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The paths in a patch, from its headers (git-diff(1), "Generating patch text with -p"). Lines of
 * hunks can look like headers, so their numbers are counted.
 */
final class PatchPaths {

    private static final Pattern HUNK =
            Pattern.compile("@@ -\\d+(?:,(\\d{1,9}))? \\+\\d+(?:,(\\d{1,9}))? @@.*");

    /** Tells the path only where both are the same, as with binary files and changed modes. */
    private static final Pattern SAME =
            Pattern.compile("diff --git (?:\"a/(.+)\" \"b/\\1\"|a/(.+) b/\\2)");

    private static final Pattern SIDE =
            Pattern.compile(
                    "(?:---|\\+\\+\\+) (?:\"(?:[ab]/)?(.+)\"|(?:[ab]/)?([^\"\t]+))(?:\t.*)?");

    private static final Pattern MOVED =
            Pattern.compile("(?:rename from|rename to|copy to) (?:\"(.+)\"|([^\"].*))");

    private static final List<Pattern> HEADERS = List.of(SAME, SIDE, MOVED);

    /** Two quoted paths of 4096 bytes each fit; what is longer is no header. */
    private static final int MAX_HEADER = 40_000;

    private static final Map<Character, Character> ESCAPES =
            Map.of(
                    'a', '\u0007', 'b', '\b', 't', '\t', 'n', '\n', 'v', '\u000b', 'f', '\f', 'r',
                    '\r');

    private final Set<String> paths = new TreeSet<>();
    private int removed;
    private int added;

    private PatchPaths() {}

    /** Of the files that a patch changes, relative to the repository. */
    static Set<String> of(InputStream patch) throws IOException {
        var found = new PatchPaths();
        // Each byte is a character, since paths need not be UTF-8.
        var reader = new InputStreamReader(patch, StandardCharsets.ISO_8859_1);
        new BufferedReader(reader).lines().forEach(found::read);
        return found.paths;
    }

    private void read(String line) {
        if (removed > 0 || added > 0) {
            count(line);
            return;
        }
        var hunk = HUNK.matcher(line);
        if (hunk.matches()) {
            removed = lines(hunk.group(1));
            added = lines(hunk.group(2));
            return;
        }
        if (line.length() > MAX_HEADER) {
            return;
        }
        for (var header : HEADERS) {
            var found = header.matcher(line);
            if (found.matches()) {
                add(found.group(1), found.group(2));
            }
        }
    }

    private void count(String line) {
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '-' -> removed--;
            case '+' -> added--;
            case '\\' -> {}
            default -> {
                removed--;
                added--;
            }
        }
    }

    private static int lines(@Nullable String number) {
        return number == null ? 1 : Integer.parseInt(number);
    }

    private void add(@Nullable String quoted, @Nullable String plain) {
        var path = quoted == null ? String.valueOf(plain) : unquoted(quoted);
        if (!path.equals("/dev/null")) {
            paths.add(
                    new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
    }

    /** Without the escapes of C, in which git writes other than plain characters. */
    private static String unquoted(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else if (c == '\\' && i + 1 < text.length()) {
                i++;
                bytes.write(ESCAPES.getOrDefault(text.charAt(i), text.charAt(i)));
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
