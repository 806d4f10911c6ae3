package org.platformnetwork.termexecutor.pipeline.control;

import java.util.List;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.Code.Span;

/** Finds what a test expects, and how to expect something else. */
final class Expectations {

    private final Code code;
    private final ExpectationChanges changes;

    private Expectations(Code code) {
        this.code = code;
        this.changes = new ExpectationChanges(code);
    }

    /** Within the body of a test, in the order of the text. */
    static List<Change> in(Code code, Span body) {
        var expectations = new Expectations(code);
        for (int i = body.from(); i < body.to(); i++) {
            expectations.look(i);
        }
        return Stream.concat(expectations.changes.all().stream(), Guards.in(code, body).stream())
                .toList();
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
        changes.addComparedLiteral(condition);
        if (changes.isComputed(condition)) {
            changes.addNegation(condition, "not ");
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
            changes.addOnlyLiteral(code.arguments(open));
        }
        if (opposite.equals("notOk")) {
            lookAtTruth(at - 2, open);
        } else {
            changes.addRenaming(at, opposite);
        }
    }

    /** What a mock was called with: another last argument, or one more. */
    private void lookAtMock(int open) {
        var arguments = code.arguments(open);
        var last = arguments.isEmpty() ? new Span(open + 1, open + 1) : arguments.getLast();
        boolean isNamed = code.is(last.from() + 1, "=");
        var value = isNamed ? new Span(last.from() + 2, last.to()) : last;
        if (!changes.addLiteral(value)) {
            int end = last.isEmpty() ? code.token(open).end() : code.end(last);
            var comma = last.isEmpty() ? "" : ", ";
            changes.add(
                    new Change(end, end, " ", comma + "unexpected=" + Change.NUMBER, Form.VALUE));
        }
    }

    /** {@code strictEqual(…)} and its like, imported from node:assert by themselves. */
    private void lookAtImported(int at) {
        if (!code.is(at - 1, ".") && code.opens(at + 1, "(") && code.text().contains("assert")) {
            if (Opposites.isImported(code.word(at))) {
                changes.addOnlyLiteral(code.arguments(at + 1));
            } else if (code.is(at, "ok") && !code.arguments(at + 1).isEmpty()) {
                changes.addNegation(code.arguments(at + 1).getFirst(), "!");
            }
        }
    }

    /** JavaScript's {@code assert(…)} and {@code assert.ok(…)}. */
    private void lookAtTruth(int at, int open) {
        boolean isAssert = code.is(at, "assert") && !code.is(at - 1, ".");
        if (isAssert && code.opens(open, "(") && !code.arguments(open).isEmpty()) {
            var condition = code.arguments(open).getFirst();
            changes.addComparedLiteral(condition);
            changes.addNegation(condition, "!");
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
                changes.addRemoval(matcher);
            } else if (word.equals("resolves") || word.equals("rejects")) {
                afterWaiting = matcher + 2;
            } else if (Opposites.isEquality(word) && code.opens(matcher + 2, "(") && !isNegated) {
                changes.addOnlyLiteral(code.arguments(matcher + 2));
            }
            matcher += 2;
        }
        if (!isNegated && matcher > chain) {
            int start = code.token(afterWaiting).start();
            changes.add(new Change(start, start, "/**/", ".not", Form.NEGATION));
        }
    }

    private void lookAtMacro(int at) {
        int open = at + 2;
        boolean isMacro = code.is(at + 1, "!") && (code.opens(open, "(") || code.opens(open, "["));
        if (!isMacro || code.arguments(open).isEmpty()) {
            return;
        }
        switch (code.word(at)) {
            case "assert_eq" -> {
                changes.addOnlyLiteral(code.arguments(open));
                changes.addRenaming(at, "assert_ne");
            }
            case "assert_ne" -> changes.addRenaming(at, "assert_eq");
            case "assert" -> {
                var condition = code.arguments(open).getFirst();
                changes.addComparedLiteral(condition);
                changes.addNegation(condition, "!");
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
                changes.addOnlyLiteral(code.arguments(point + 2));
            }
            var opposite = Opposites.ofChained(name);
            if (opposite != null) {
                lookAtMatcher(point + 2);
                changes.addRenaming(point + 1, opposite);
            }
            point = code.next(point + 2);
        }
    }

    /** Gomega's {@code Equal(5)} within {@code To(…)}. */
    private void lookAtMatcher(int open) {
        if (Opposites.isEquality(code.word(open + 1)) && code.opens(open + 2, "(")) {
            changes.addOnlyLiteral(code.arguments(open + 2));
        }
    }

    /** One row of a table of tests. */
    private void lookAtRow(int at) {
        boolean isExpected = code.word(at).matches("(?i)(?:want|expect|exp|output)\\w*");
        if (isExpected && code.is(at + 1, ":")) {
            changes.addLiteral(new Span(at + 2, code.next(at + 2)));
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
            changes.add(
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
            changes.addOnlyLiteral(code.arguments(at + 1));
        }
        changes.addRenaming(at, code.is(at - 1, ".") ? opposite : junit() + opposite);
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
