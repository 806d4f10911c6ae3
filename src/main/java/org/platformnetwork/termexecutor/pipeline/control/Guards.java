package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.Code.Span;

/** Expectations without an assertion: conditions behind which a test fails or a program ends. */
final class Guards {

    /** In the block behind the condition, with the language's ways to write them. */
    private static final Pattern FAILS =
            Pattern.compile(
                    "\\bt\\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\\(|\\bpanic!?\\(|\\bthrow\\b"
                        + "|\\braise\\b|\\bexit\\(|\\bos\\.Exit\\(|\\bexitCode\\s*=|\\bfail\\(");

    /** How much of a block is looked at. */
    private static final int BLOCK = 400;

    /** In tokens, groups in brackets not counted. */
    private static final int LONGEST_CONDITION = 200;

    private Guards() {}

    /** Within the body of a test, in the order of the text. */
    static List<Change> in(Code code, Span body) {
        var found = new ArrayList<Change>();
        for (int i = body.from(); i < body.to(); i++) {
            var condition = code.is(i, "if") ? condition(code, i) : null;
            if (condition != null
                    && !condition.isEmpty()
                    && code.isShort(condition)
                    && fails(code, condition)) {
                addLiteral(code, condition, found);
                var not = code.language() == Language.PYTHON ? "not " : "!";
                found.add(negation(code, condition, not));
            }
        }
        return found;
    }

    /** Puts a condition into parentheses, once as it is and once negated. */
    static Change negation(Code code, Span condition, String not) {
        var plain = "(" + code.text(condition) + ")";
        return new Change(
                code.start(condition), code.end(condition), plain, not + plain, Form.NEGATION);
    }

    private static @Nullable Span condition(Code code, int at) {
        return switch (code.language()) {
            case PYTHON -> code.isFirstInLineOrStatement(at) ? until(code, at + 1, ":") : null;
            case GO, RUST -> {
                var whole = until(code, at + 1, "{");
                yield whole == null || code.is(at + 1, "let") ? null : behindSemicolon(code, whole);
            }
            case JAVASCRIPT, JAVA ->
                    code.opens(at + 1, "(") ? new Span(at + 2, code.partner(at + 1)) : null;
            case SHELL -> null;
        };
    }

    private static @Nullable Span until(Code code, int from, String end) {
        int last = Math.min(code.size(), from + LONGEST_CONDITION);
        int to = from;
        while (to < last && !code.is(to, end)) {
            to = code.next(to);
        }
        return to < last ? new Span(from, to) : null;
    }

    /** Behind the statement that Go allows before a condition. */
    private static Span behindSemicolon(Code code, Span whole) {
        int from = whole.from();
        for (int i = whole.from(); i < whole.to(); i = code.next(i)) {
            from = code.is(i, ";") ? i + 1 : from;
        }
        return new Span(from, whole.to());
    }

    private static boolean fails(Code code, Span condition) {
        int start = code.end(condition);
        var text = code.text();
        int block = condition.to();
        while (block < code.size()
                && code.token(block).start() < start + 8
                && !code.is(block, "{")) {
            block++;
        }
        int end =
                code.opens(block, "{")
                        ? code.token(code.partner(block)).end()
                        : endOfBlock(code, condition);
        return FAILS.matcher(text.substring(start, Math.min(end, start + BLOCK))).find();
    }

    /** Python's block, and a statement without braces. */
    private static int endOfBlock(Code code, Span condition) {
        if (code.language() != Language.PYTHON) {
            int semicolon = code.text().indexOf(';', code.end(condition));
            return semicolon < 0 ? code.text().length() : semicolon;
        }
        int statement = condition.from() - 1;
        int end = condition.to();
        while (end < Math.min(code.size(), condition.to() + BLOCK)
                && !(code.isFirstInLine(end) && code.column(end) <= code.column(statement))) {
            end++;
        }
        return code.token(end - 1).end();
    }

    private static void addLiteral(Code code, Span condition, List<Change> found) {
        for (int i = condition.from(); i < condition.to(); i = code.next(i)) {
            if (code.is(i, "||") || code.is(i, "&&") || code.is(i, "or") || code.is(i, "and")) {
                return;
            }
            if (code.is(i, "!=") || code.is(i, "!==")) {
                var literals = new Literals(code);
                var right = literals.change(new Span(i + 1, condition.to()));
                var change = right != null ? right : literals.change(new Span(condition.from(), i));
                if (change != null) {
                    found.add(change);
                }
            }
        }
    }
}
