package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.platformnetwork.termexecutor.pipeline.control.Token.Kind;

/** Source text as tokens, with brackets that know each other. Positions count tokens. */
final class Code {

    private static final int MAX_COPIED = 20_000;

    /** No bracket closes here. */
    static final int NONE = -1;

    private final Language language;
    private final String text;
    private final List<Token> tokens;
    private final int[] partners;
    private final int[] columns;
    private final boolean[] isFirst;

    Code(Language language, String text) {
        this.language = language;
        this.text = text;
        this.tokens = Lexer.read(language, text);
        this.partners = partners(tokens);
        this.columns = new int[tokens.size()];
        this.isFirst = new boolean[tokens.size()];
        int line = 0;
        int at = 0;
        for (int i = 0; i < tokens.size(); i++) {
            isFirst[i] = i == 0;
            for (int start = tokens.get(i).start(); at < start; at++) {
                if (text.charAt(at) == '\n') {
                    line = at + 1;
                    isFirst[i] |= i == 0 || line >= tokens.get(i - 1).end();
                }
            }
            columns[i] = tokens.get(i).start() - line;
        }
    }

    private static int[] partners(List<Token> tokens) {
        var partners = new int[tokens.size()];
        Arrays.fill(partners, NONE);
        var open = new ArrayDeque<Integer>();
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (isBracket(token, "([{")) {
                open.push(i);
            } else if (isBracket(token, ")]}") && !open.isEmpty()) {
                int start = open.pop();
                partners[start] = i;
                partners[i] = start;
            }
        }
        return partners;
    }

    private static boolean isBracket(Token token, String brackets) {
        return token.kind() == Kind.SYMBOL
                && token.text().length() == 1
                && brackets.contains(token.text());
    }

    Language language() {
        return language;
    }

    String text() {
        return text;
    }

    int size() {
        return tokens.size();
    }

    Token token(int position) {
        return tokens.get(position);
    }

    /** Whether this word or symbol stands there; false outside of the text. */
    boolean is(int position, String other) {
        return position >= 0 && position < tokens.size() && tokens.get(position).is(other);
    }

    boolean isKind(int position, Kind kind) {
        return position >= 0 && position < tokens.size() && tokens.get(position).kind() == kind;
    }

    /** The word there; empty for anything else. */
    String word(int position) {
        return isKind(position, Kind.WORD) ? tokens.get(position).text() : "";
    }

    /** Where the bracket's other half is, or {@link #NONE}. */
    int partner(int position) {
        return position >= 0 && position < partners.length ? partners[position] : NONE;
    }

    /** Whether a bracket opens there that closes further on. */
    boolean opens(int position, String bracket) {
        return is(position, bracket) && partner(position) > position;
    }

    /** The position behind what stands at this one: a bracketed group counts as one. */
    int next(int position) {
        return Math.max(partner(position), position) + 1;
    }

    /** What stands between commas within the bracket, as spans; empty for an empty one. */
    List<Span> arguments(int open) {
        var arguments = new ArrayList<Span>();
        int close = partner(open);
        int start = open + 1;
        for (int i = start; i <= close; i = next(i)) {
            if (i == close || is(i, ",")) {
                if (i > start) {
                    arguments.add(new Span(start, i));
                }
                start = i + 1;
            }
        }
        return arguments;
    }

    /** Whether it is short enough to be written again. */
    boolean isShort(Span span) {
        return end(span) - start(span) < MAX_COPIED;
    }

    /** The text of a span, comments in it as well. */
    String text(Span span) {
        return text.substring(start(span), end(span));
    }

    int start(Span span) {
        return tokens.get(span.from()).start();
    }

    int end(Span span) {
        return tokens.get(span.to() - 1).end();
    }

    /** How far a token stands from the beginning of its line. */
    int column(int position) {
        return columns[position];
    }

    /** Whether nothing but a comment stands before it in its line. */
    boolean isFirstInLine(int position) {
        return isFirst[position];
    }

    /** Whether a statement of Python may begin there. */
    boolean isFirstInLineOrStatement(int position) {
        return isFirstInLine(position) || is(position - 1, ";") || is(position - 1, ":");
    }

    /**
     * Tokens that follow one another.
     *
     * @param to behind the last
     */
    record Span(int from, int to) {
        boolean isEmpty() {
            return to <= from;
        }
    }
}
