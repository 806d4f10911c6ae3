package org.platformnetwork.termexecutor.client.terminal;

import java.util.function.IntPredicate;

/** Makes foreign text harmless: control, bidirectional and invisible characters become visible. */
final class Printable {

    private static final int REPLACEMENT = 0xFFFD;

    private Printable() {}

    /** One line. */
    static String text(String text) {
        return replace(text, Printable::steers);
    }

    /** Keeps tabs and line feeds. */
    static String lines(String text) {
        return replace(text, c -> c != '\n' && c != '\t' && steers(c));
    }

    /** The same JSON: such characters may stand in its strings only, and are escaped there. */
    static String json(String json) {
        var escaped = new StringBuilder(json.length());
        json.chars()
                .forEach(c -> {
                    boolean space = c == '\n' || c == '\t' || c == '\r';
                    if (!space && (steers(c) || Character.isSurrogate((char) c))) {
                        escaped.append("\\u%04x".formatted(c));
                    } else {
                        escaped.append(c == '\r' ? ' ' : (char) c);
                    }
                });
        return escaped.toString();
    }

    private static String replace(String text, IntPredicate isBad) {
        var shown = new StringBuilder(text.length());
        text.codePoints().map(c -> isBad.test(c) ? REPLACEMENT : c).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
