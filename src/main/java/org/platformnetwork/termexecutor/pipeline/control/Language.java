package org.platformnetwork.termexecutor.pipeline.control;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A language whose tests can be changed, and what its source text is made of. */
enum Language {
    PYTHON("#", false, "(?i)[rbuft]{1,3}"),
    JAVASCRIPT("//", true, ""),
    GO("//", true, ""),
    RUST("//", true, "b?r?|c?r?"),
    JAVA("//", true, ""),
    SHELL("#", false, "");

    private final String lineComment;
    private final boolean hasBlockComments;
    private final String stringPrefix;

    Language(String lineComment, boolean hasBlockComments, String stringPrefix) {
        this.lineComment = lineComment;
        this.hasBlockComments = hasBlockComments;
        this.stringPrefix = stringPrefix;
    }

    /** By a file name's extension; null when its tests cannot be changed. */
    static @Nullable Language of(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "py" -> PYTHON;
            case "js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx" -> JAVASCRIPT;
            case "go" -> GO;
            case "rs" -> RUST;
            case "java", "kt", "kts" -> JAVA;
            case "sh", "bash", "bats" -> SHELL;
            default -> null;
        };
    }

    String lineComment() {
        return lineComment;
    }

    boolean hasBlockComments() {
        return hasBlockComments;
    }

    /** What strings begin with, the longest first. */
    List<String> quotes() {
        return switch (this) {
            case PYTHON -> List.of("\"\"\"", "'''", "\"", "'");
            case JAVASCRIPT, GO, SHELL -> List.of("`", "\"", "'");
            case RUST -> List.of("\"", "'");
            case JAVA -> List.of("\"\"\"", "\"", "'");
        };
    }

    /** Whether a word right before a quote belongs to the string. */
    boolean isStringPrefix(String word) {
        return !stringPrefix.isEmpty() && word.matches(stringPrefix);
    }

    /** Whether a string with these quotes may hold line ends; three quotes always do. */
    boolean isMultiline(String quote) {
        return quote.length() == 3
                || switch (this) {
                    case JAVASCRIPT, GO -> quote.equals("`");
                    case RUST -> quote.equals("\"");
                    case SHELL -> !quote.equals("`");
                    case PYTHON, JAVA -> false;
                };
    }

    /** Whether a backslash keeps a quote from ending the string. */
    boolean escapes(String quote, String prefix) {
        return switch (this) {
            case GO -> !quote.equals("`");
            case RUST -> !prefix.contains("r");
            case SHELL -> !quote.equals("'");
            case PYTHON, JAVASCRIPT, JAVA -> true;
        };
    }
}
