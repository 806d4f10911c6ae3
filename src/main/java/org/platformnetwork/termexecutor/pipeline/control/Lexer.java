package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.pipeline.control.Token.Kind;

/**
 * Cuts source text into tokens, so that nothing in a comment or a string is taken for code. Any
 * text gives some tokens, in linear time.
 */
final class Lexer {

    private static final List<String> SYMBOLS =
            List.of(
                    "===", "!==", "...", "==", "!=", "<=", ">=", "=>", "->", "&&", "||", ":=", "::",
                    "**", "//", "<<", ">>", "+=", "-=", "?.", "??");

    /** What a value ends with, so that a slash behind it divides. */
    private static final Set<String> VALUE_ENDS = Set.of(")", "]", "}");

    private static final Set<String> BEFORE_PATTERN =
            Set.of("return", "typeof", "case", "in", "of", "await", "do", "else", "void");

    private final Language language;
    private final String text;
    private final List<String> quotes;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(Language language, String text) {
        this.language = language;
        this.text = text;
        this.quotes = language.quotes();
    }

    static List<Token> read(Language language, String text) {
        var lexer = new Lexer(language, text);
        while (lexer.at < text.length()) {
            lexer.step();
        }
        return List.copyOf(lexer.tokens);
    }

    private void step() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (isComment()) {
            skipLine();
        } else if (language.hasBlockComments() && text.startsWith("/*", at)) {
            skipBlockComment();
        } else if (!takeString(at, "")) {
            if (Character.isDigit(c)) {
                takeNumber();
            } else if (isWord(c)) {
                takeWord();
            } else if (c == '/' && language == Language.JAVASCRIPT && isPatternPossible()) {
                takePattern();
            } else {
                takeSymbol();
            }
        }
    }

    private boolean isComment() {
        boolean isStart =
                language != Language.SHELL || at == 0 || " \t\n;".indexOf(text.charAt(at - 1)) >= 0;
        return isStart && text.startsWith(language.lineComment(), at);
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    /** Nested in Rust. */
    private void skipBlockComment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth = language == Language.RUST ? depth + 1 : 1;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
    }

    private boolean takeString(int start, String prefix) {
        int quoteAt = at;
        if (prefix.contains("r") && language == Language.RUST) {
            while (quoteAt < text.length() && text.charAt(quoteAt) == '#') {
                quoteAt++;
            }
        }
        for (var quote : quotes) {
            if (text.startsWith(quote, quoteAt)) {
                if (isLifetime(quote)) {
                    return false;
                }
                var closing = quote + "#".repeat(quoteAt - at);
                at = endOfString(quoteAt + quote.length(), quote, closing, prefix);
                add(Kind.STRING, start);
                return true;
            }
        }
        return false;
    }

    /** An apostrophe of Rust that no other one closes. */
    private boolean isLifetime(String quote) {
        return language == Language.RUST
                && quote.equals("'")
                && !text.startsWith("\\", at + 1)
                && !text.startsWith("'", at + 2)
                && !text.startsWith("'", at + 3);
    }

    private int endOfString(int from, String quote, String closing, String prefix) {
        boolean escapes = language.escapes(quote, prefix);
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (text.startsWith(closing, end)) {
                return end + closing.length();
            }
            if (c == '\n' && !language.isMultiline(quote)) {
                return end;
            }
            if (c == '$' && quote.equals("`") && text.startsWith("{", end + 1)) {
                end = endOfSubstitution(end + 2);
            } else {
                end += c == '\\' && escapes ? 2 : 1;
            }
        }
        return text.length();
    }

    private int endOfSubstitution(int from) {
        if (language != Language.JAVASCRIPT) {
            return from;
        }
        int depth = 1;
        int end = from;
        while (end < text.length() && depth > 0) {
            char c = text.charAt(end++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return end;
    }

    private void takeNumber() {
        int start = at;
        while (at < text.length() && (isWord(text.charAt(at)) || isPointInNumber())) {
            at++;
        }
        add(Kind.NUMBER, start);
    }

    private boolean isPointInNumber() {
        return text.charAt(at) == '.'
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at + 1));
    }

    private void takeWord() {
        int start = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        var word = text.substring(start, at);
        if (!language.isStringPrefix(word) || !takeString(start, word)) {
            add(Kind.WORD, start);
        }
    }

    private boolean isPatternPossible() {
        if (tokens.isEmpty()) {
            return true;
        }
        var last = tokens.getLast();
        return last.kind() == Kind.SYMBOL
                ? !VALUE_ENDS.contains(last.text())
                : last.kind() == Kind.WORD && BEFORE_PATTERN.contains(last.text());
    }

    /** A regular expression is a kind of string. */
    private void takePattern() {
        int start = at++;
        boolean inClass = false;
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at);
            at += c == '\\' ? 2 : 1;
            if (c == '/' && !inClass) {
                break;
            }
            inClass = c == '[' || (inClass && c != ']');
        }
        at = Math.min(at, text.length());
        add(Kind.STRING, start);
    }

    private void takeSymbol() {
        int start = at;
        at +=
                SYMBOLS.stream()
                        .filter(symbol -> text.startsWith(symbol, at))
                        .mapToInt(String::length)
                        .findFirst()
                        .orElse(1);
        add(Kind.SYMBOL, start);
    }

    private void add(Kind kind, int start) {
        at = Math.min(at, text.length());
        tokens.add(new Token(kind, text.substring(start, at), start));
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
