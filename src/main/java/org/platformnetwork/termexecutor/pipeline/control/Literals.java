package org.platformnetwork.termexecutor.pipeline.control;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.Code.Span;

/** Replaces an expected literal by another value of its type. */
final class Literals {

    private static final Pattern DECIMAL =
            Pattern.compile("[0-9][0-9_]*(\\.[0-9]+)?([a-zA-Z]\\w*)?");
    private static final Map<String, String> TRUTHS =
            Map.of("true", "false", "false", "true", "True", "False", "False", "True");

    private final Code code;

    Literals(Code code) {
        this.code = code;
    }

    /**
     * Changes the last value of what is written down as it is: a literal, or a list or map of
     * literals. Null for anything that is computed.
     */
    @Nullable Change change(Span expected) {
        if (expected.isEmpty() || !isLiteral(expected)) {
            return null;
        }
        for (int i = expected.to() - 1; i >= expected.from(); i--) {
            boolean isKey = code.is(i + 1, ":") && i + 1 < expected.to();
            var replaced = isKey ? null : replacement(code.token(i));
            if (replaced != null) {
                var token = code.token(i);
                return new Change(
                        token.start(), token.end(), harmless(token.text()), replaced, Form.VALUE);
            }
        }
        return null;
    }

    private boolean isLiteral(Span span) {
        int start = code.is(span.from(), "-") || code.is(span.from(), "&") ? 1 : 0;
        int first = span.from() + start;
        boolean isSingle = span.to() - first == 1;
        boolean isCollection =
                code.partner(first) == span.to() - 1
                        && (code.is(first, "[") || code.is(first, "{") || code.is(first, "("));
        if (!isSingle && !isCollection) {
            return false;
        }
        for (int i = span.from(); i < span.to(); i++) {
            boolean isCall = code.is(i, "(") && i > first && !code.word(i - 1).isEmpty();
            if (isCall || code.is(i, "=>") || code.is(i, ".")) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String replacement(Token token) {
        var text = token.text();
        return switch (token.kind()) {
            case NUMBER -> {
                var number = DECIMAL.matcher(text);
                yield !number.matches()
                        ? null
                        : Change.NUMBER
                                + (number.group(1) == null ? "" : ".5")
                                + (number.group(2) == null ? "" : number.group(2));
            }
            case STRING -> string(text);
            case WORD -> TRUTHS.get(text);
            case SYMBOL -> null;
        };
    }

    /** Longer by a few letters; null for characters and patterns. */
    private @Nullable String string(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '#') {
            end--;
        }
        boolean isTriple = end >= 6 && (text.endsWith("\"\"\"") || text.endsWith("'''"));
        end -= isTriple ? 3 : 1;
        if (end < 1 || "\"'`".indexOf(text.charAt(end)) < 0 || isCharacter(text)) {
            return null;
        }
        return text.substring(0, end) + Change.LETTERS + text.substring(end);
    }

    private boolean isCharacter(String text) {
        return text.endsWith("'")
                && switch (code.language()) {
                    case GO, RUST, JAVA -> true;
                    default -> false;
                };
    }

    /** The same literal, written differently. */
    private String harmless(String text) {
        return code.language().hasBlockComments() ? text + "/**/" : "(" + text + ")";
    }
}
