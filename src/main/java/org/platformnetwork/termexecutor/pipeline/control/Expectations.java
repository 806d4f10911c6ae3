package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.Code.Span;

/** Finds what a test expects, and how to expect something else. */
final class Expectations {

    private final Code code;
    private final Literals literals;
    private final List<Change> found = new ArrayList<>();

    private Expectations(Code code) {
        this.code = code;
        this.literals = new Literals(code);
    }

    /** Within the body of a test, in the order of the text. */
    static List<Change> in(Code code, Span body) {
        var expectations = new Expectations(code);
        for (int i = body.from(); i < body.to(); i++) {
            expectations.look(i);
        }
        expectations.found.addAll(Guards.in(code, body));
        return List.copyOf(expectations.found);
    }

    private void look(int at) {
        switch (code.language()) {
            case PYTHON -> {
                if (code.is(at, "assert") && code.isFirstInLineOrStatement(at)) {
                    lookAtStatement(at);
                }
                lookAtCall(at);
            }
            case JAVASCRIPT -> {
                lookAtCall(at);
                lookAtExpect(at);
                lookAtTruth(at, at + 1);
                lookAtImported(at);
            }
            case RUST -> lookAtMacro(at);
            case GO -> {
                lookAtCall(at);
                lookAtChain(at);
                lookAtRow(at);
            }
            case JAVA -> {
                lookAtJunit(at);
                lookAtChain(at);
            }
            case SHELL -> {}
        }
    }

    /** Python's {@code assert}, with or without a message. */
    private void lookAtStatement(int at) {
        int end = endOfStatement(at);
        int comma = at + 1;
        while (comma < end && !code.is(comma, ",")) {
            comma = code.next(comma);
        }
        var condition = new Span(at + 1, Math.min(comma, end));
        if (condition.isEmpty()) {
            return;
        }
        addComparedLiteral(condition);
        if (isComputed(condition)) {
            addNegation(condition, "not ");
        }
    }

    /** Behind the last token of a statement of Python. */
    private int endOfStatement(int at) {
        int end = code.next(at);
        while (end < code.size() && !code.isFirstInLine(end) && !code.is(end, ";")) {
            end = code.next(end);
        }
        return end;
    }

    /** Whether anything is called, or named, rather than written down. */
    private boolean isComputed(Span span) {
        for (int i = span.from(); i < span.to(); i++) {
            var word = code.word(i);
            if (!word.isEmpty() && !word.matches("True|False|None|not|true|false")) {
                return true;
            }
        }
        return false;
    }

    private void addComparedLiteral(Span whole) {
        boolean isBracketed =
                code.opens(whole.from(), "(") && code.partner(whole.from()) == whole.to() - 1;
        var condition = isBracketed ? new Span(whole.from() + 1, whole.to() - 1) : whole;
        for (int i = condition.from(); i < condition.to(); i = code.next(i)) {
            if (code.is(i, "and") || code.is(i, "or") || code.is(i, "if")) {
                return;
            }
            if (code.is(i, "==") || code.is(i, "===")) {
                addLiteral(new Span(i + 1, condition.to()));
                addLiteral(new Span(condition.from(), i));
            }
        }
    }

    private void addLiteral(Span expected) {
        var change = literals.change(expected);
        if (change != null) {
            found.add(change);
        }
    }

    private void addNegation(Span condition, String not) {
        if (code.isShort(condition)) {
            found.add(Guards.negation(code, condition, not));
        }
    }

    /** An assertion that is called on something well known. */
    private void lookAtCall(int at) {
        var name = code.word(at);
        int open = at + 1;
        if (name.isEmpty() || !code.is(at - 1, ".") || !code.opens(open, "(")) {
            return;
        }
        if (code.language() == Language.PYTHON && Opposites.isCalledWith(name)) {
            lookAtMock(open);
        }
        var receiver = code.word(at - 2);
        var opposite = Opposites.ofCall(code.language(), receiver, name);
        if (opposite == null) {
            return;
        }
        if (Opposites.isEquality(name)) {
            addOnlyLiteral(code.arguments(open));
        }
        if (opposite.equals("notOk")) {
            lookAtTruth(at - 2, open);
        } else {
            addRenaming(at, opposite);
        }
    }

    /** One of the two values compared; a message may follow them, and Go's t precedes them. */
    private void addOnlyLiteral(List<Span> arguments) {
        arguments.stream()
                .skip(code.language() == Language.GO && arguments.size() > 2 ? 1 : 0)
                .limit(2)
                .filter(argument -> literals.change(argument) != null)
                .findFirst()
                .ifPresent(this::addLiteral);
    }

    private void addRenaming(int at, String name) {
        var token = code.token(at);
        var same = token.text() + (code.language().hasBlockComments() ? "/**/" : " ");
        found.add(new Change(token.start(), token.end(), same, name, Form.NEGATION));
    }

    /** What a mock was called with: another last argument, or one more. */
    private void lookAtMock(int open) {
        var arguments = code.arguments(open);
        var last = arguments.isEmpty() ? new Span(open + 1, open + 1) : arguments.getLast();
        boolean isNamed = code.is(last.from() + 1, "=");
        var value = isNamed ? new Span(last.from() + 2, last.to()) : last;
        var change = literals.change(value);
        if (change != null) {
            found.add(change);
        } else {
            int end = last.isEmpty() ? code.token(open).end() : code.end(last);
            var comma = last.isEmpty() ? "" : ", ";
            found.add(new Change(end, end, " ", comma + "unexpected=" + Change.NUMBER, Form.VALUE));
        }
    }

    /** {@code strictEqual(…)} and its like, imported from node:assert by themselves. */
    private void lookAtImported(int at) {
        if (!code.is(at - 1, ".") && code.opens(at + 1, "(") && code.text().contains("assert")) {
            if (Opposites.isImported(code.word(at))) {
                addOnlyLiteral(code.arguments(at + 1));
            } else if (code.is(at, "ok") && !code.arguments(at + 1).isEmpty()) {
                addNegation(code.arguments(at + 1).getFirst(), "!");
            }
        }
    }

    /** JavaScript's {@code assert(…)} and {@code assert.ok(…)}. */
    private void lookAtTruth(int at, int open) {
        boolean isAssert = code.is(at, "assert") && !code.is(at - 1, ".");
        if (isAssert && code.opens(open, "(") && !code.arguments(open).isEmpty()) {
            var condition = code.arguments(open).getFirst();
            addComparedLiteral(condition);
            addNegation(condition, "!");
        }
    }

    /** The chains of Jest and its kin, and of Chai. */
    private void lookAtExpect(int at) {
        int chain;
        boolean isName = code.is(at, "expect") || code.is(at, "should");
        if (isName && !code.is(at - 1, ".") && code.opens(at + 1, "(")) {
            chain = code.next(at + 1);
        } else if (code.is(at, "should") && code.is(at - 1, ".")) {
            chain = at + 1;
        } else {
            return;
        }
        boolean isNegated = false;
        int matcher = chain;
        int afterWaiting = chain;
        while (code.is(matcher, ".") && !code.word(matcher + 1).isEmpty()) {
            var word = code.word(matcher + 1);
            if (word.equals("not")) {
                isNegated = true;
                remove(matcher);
            } else if (word.equals("resolves") || word.equals("rejects")) {
                afterWaiting = matcher + 2;
            } else if (Opposites.isEquality(word) && code.opens(matcher + 2, "(") && !isNegated) {
                addOnlyLiteral(code.arguments(matcher + 2));
            }
            matcher += 2;
        }
        if (!isNegated && matcher > chain) {
            int start = code.token(afterWaiting).start();
            found.add(new Change(start, start, "/**/", ".not", Form.NEGATION));
        }
    }

    private void remove(int point) {
        int start = code.token(point).start();
        int end = code.token(point + 1).end();
        found.add(new Change(start, end, ".not/**/", "", Form.NEGATION));
    }

    private void lookAtMacro(int at) {
        int open = at + 2;
        boolean isMacro = code.is(at + 1, "!") && (code.opens(open, "(") || code.opens(open, "["));
        if (!isMacro || code.arguments(open).isEmpty()) {
            return;
        }
        switch (code.word(at)) {
            case "assert_eq" -> {
                addOnlyLiteral(code.arguments(open));
                addRenaming(at, "assert_ne");
            }
            case "assert_ne" -> addRenaming(at, "assert_eq");
            case "assert" -> {
                var condition = code.arguments(open).getFirst();
                addComparedLiteral(condition);
                addNegation(condition, "!");
            }
            default -> {}
        }
    }

    /** What follows {@code assertThat(…)} and {@code Expect(…)}, however long the chain. */
    private void lookAtChain(int at) {
        boolean isStart = code.is(at, "assertThat") || code.is(at, "Expect") || code.is(at, "Ω");
        if (!isStart || !code.opens(at + 1, "(")) {
            return;
        }
        int point = code.next(at + 1);
        while (code.is(point, ".") && code.opens(point + 2, "(")) {
            var name = code.word(point + 1);
            if (Opposites.isEquality(name)) {
                addOnlyLiteral(code.arguments(point + 2));
            }
            var opposite = Opposites.ofChained(name);
            if (opposite != null) {
                lookAtMatcher(point + 2);
                addRenaming(point + 1, opposite);
            }
            point = code.next(point + 2);
        }
    }

    /** Gomega's {@code Equal(5)} within {@code To(…)}. */
    private void lookAtMatcher(int open) {
        if (Opposites.isEquality(code.word(open + 1)) && code.opens(open + 2, "(")) {
            addOnlyLiteral(code.arguments(open + 2));
        }
    }

    /** One row of a table of tests. */
    private void lookAtRow(int at) {
        boolean isExpected = code.word(at).matches("(?i)(?:want|expect|exp|output)\\w*");
        if (isExpected && code.is(at + 1, ":")) {
            addLiteral(new Span(at + 2, code.next(at + 2)));
        }
    }

    /** Without an import of the opposite, only its whole name compiles. */
    private void lookAtJunit(int at) {
        var name = code.word(at);
        if (!code.opens(at + 1, "(")) {
            return;
        }
        var two = name.equals("assertThat") ? code.arguments(at + 1) : List.<Span>of();
        if (two.size() == 2 && code.isShort(two.get(1))) {
            var matcher = two.get(1);
            var text = code.text(matcher);
            found.add(
                    new Change(
                            code.start(matcher),
                            code.end(matcher),
                            text + "/**/",
                            "org.hamcrest.CoreMatchers.not(%s)".formatted(text),
                            Form.NEGATION));
        }
        var opposite = Opposites.ofCall(Language.JAVA, "", name);
        if (opposite == null) {
            return;
        }
        if (Opposites.isEquality(name)) {
            addOnlyLiteral(code.arguments(at + 1));
        }
        addRenaming(at, code.is(at - 1, ".") ? opposite : junit() + opposite);
    }

    private String junit() {
        var text = code.text();
        return text.contains("kotlin.test.")
                ? "kotlin.test."
                : text.contains("org.testng.")
                        ? "org.testng.Assert."
                        : text.contains("org.junit.jupiter.")
                                ? "org.junit.jupiter.api.Assertions."
                                : "org.junit.Assert.";
    }
}
