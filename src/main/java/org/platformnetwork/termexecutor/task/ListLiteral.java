package org.platformnetwork.termexecutor.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of texts that was itself published as text, in the notation of JSON or Python: {@code
 * ["a", 'b']}. Both escape alike, as far as texts need it.
 */
final class ListLiteral {

    private final String text;
    private int at = 1;

    private ListLiteral(String text) {
        this.text = text;
    }

    /**
     * The texts; null for what is no such list. After the bracket neither notation writes a blank,
     * which in a shell would make it the command {@code [}.
     */
    static @Nullable List<String> parse(String text) {
        var stripped = text.strip();
        if (!stripped.startsWith("[") || stripped.startsWith("[ ") || stripped.startsWith("[\t")) {
            return null;
        }
        return new ListLiteral(stripped).elements();
    }

    private @Nullable List<String> elements() {
        var elements = new ArrayList<String>();
        while (skipBlanks() != ']') {
            var element = element();
            if (element == null) {
                return null;
            }
            elements.add(element);
            char after = skipBlanks();
            if (after == ',') {
                at++;
            } else if (after != ']') {
                return null;
            }
        }
        return at + 1 == text.length() ? elements : null;
    }

    private @Nullable String element() {
        char quote = next();
        if (quote != '"' && quote != '\'') {
            return null;
        }
        at++;
        var element = new StringBuilder();
        while (next() != quote) {
            if (at >= text.length()) {
                return null;
            }
            char c = text.charAt(at++);
            if (c != '\\') {
                element.append(c);
            } else if (!addEscaped(element)) {
                return null;
            }
        }
        at++;
        return element.toString();
    }

    /** What stands after a backslash; false for what neither notation has. */
    private boolean addEscaped(StringBuilder element) {
        char c = next();
        at++;
        switch (c) {
            case '"', '\'', '\\', '/' -> element.append(c);
            case 'b' -> element.append('\b');
            case 'f' -> element.append('\f');
            case 'n' -> element.append('\n');
            case 'r' -> element.append('\r');
            case 't' -> element.append('\t');
            case 'u' -> {
                return addCodePoint(element, 4);
            }
            case 'U' -> {
                return addCodePoint(element, 8);
            }
            case 'x' -> {
                return addCodePoint(element, 2);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean addCodePoint(StringBuilder element, int digits) {
        if (at + digits > text.length()) {
            return false;
        }
        try {
            int codePoint = Integer.parseUnsignedInt(text, at, at + digits, 16);
            at += digits;
            element.appendCodePoint(codePoint);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private char skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return next();
    }

    private char next() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
