package org.platformnetwork.termexecutor.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Where an entry goes below the target directory; every segment is a plain name that means the same
 * to every tool and reader.
 *
 * @param segments empty for the root itself ({@code ./})
 * @param endsWithSlash whether the archive spelled it as a directory
 * @param shown the name made safe to print, for messages
 */
record EntryPath(List<String> segments, boolean endsWithSlash, String shown) {
    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_SHOWN = 80;

    EntryPath {
        segments = List.copyOf(segments);
    }

    /**
     * @param raw the name's bytes; must be UTF-8, whatever the archive's flags say
     */
    static EntryPath parse(byte[] raw, ArchiveLimits limits) throws InvalidArchiveException {
        String text = new String(raw, StandardCharsets.UTF_8);
        boolean slash = text.endsWith("/");
        String path = text.substring(text.startsWith("./") ? 2 : 0);
        String plain = slash && !path.isEmpty() ? path.substring(0, path.length() - 1) : path;
        List<String> segments =
                plain.isEmpty() && slash ? List.of() : List.of(plain.split("/", -1));
        EntryPath entry = new EntryPath(segments, slash, show(text));
        entry.require(!text.isEmpty(), "has no name");
        entry.require(
                Arrays.equals(text.getBytes(StandardCharsets.UTF_8), raw)
                        && text.indexOf('\uFFFD') < 0,
                "has a name that is not UTF-8");
        entry.require(!text.startsWith("/"), "has an absolute path");
        entry.require(
                text.codePoints().noneMatch(EntryPath::isMisleading),
                "has invisible characters in its name");
        entry.require(text.indexOf('\\') < 0, "has a backslash in its name");
        entry.require(
                utf8Length(plain) <= limits.maxPathLength(),
                "has a path of more than " + limits.maxPathLength() + " bytes");
        entry.require(
                segments.size() <= limits.maxDepth(),
                "lies more than " + limits.maxDepth() + " levels deep");
        entry.require(!plain.matches("[A-Za-z]:.*"), "begins with a drive letter");
        for (String segment : segments) {
            entry.require(!segment.equals(".."), "leaves the archive");
            entry.require(
                    !segment.chars().allMatch(c -> c == '.'),
                    "has an empty name or one of dots only in its path");
            entry.require(
                    utf8Length(segment) <= MAX_NAME_BYTES,
                    "has a name of more than " + MAX_NAME_BYTES + " bytes");
        }
        return entry;
    }

    /** A refusal that names this entry: "Entry 'NAME' WHAT". */
    InvalidArchiveException refuse(String what) {
        return new InvalidArchiveException("Entry '" + shown + "' " + what);
    }

    InvalidArchiveException damaged() {
        return refuse("is damaged or cut off");
    }

    private void require(boolean met, String what) throws InvalidArchiveException {
        if (!met) {
            throw refuse(what);
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Control, bidirectional and zero-width characters, which make a name look like another. */
    private static boolean isMisleading(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static String show(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MAX_SHOWN)
                .map(c -> isMisleading(c) ? '?' : c)
                .forEach(shown::appendCodePoint);
        return shown.append(text.codePointCount(0, text.length()) > MAX_SHOWN ? "…" : "")
                .toString();
    }
}
