package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.Code.Span;

/** Changes after which a test expects something else: another value, or the opposite. */
final class ExpectationChanges {

    private final Code code;
    private final Literals literals;
    private final List<Change> found = new ArrayList<>();

    ExpectationChanges(Code code) {
        this.code = code;
        this.literals = new Literals(code);
    }

    /** In the order in which they were added. */
    List<Change> all() {
        return List.copyOf(found);
    }

    void add(Change change) {
        found.add(change);
    }

    /** Another value where one is written down; false where it is not. */
    boolean addLiteral(Span expected) {
        var change = literals.change(expected);
        if (change != null) {
            found.add(change);
        }
        return change != null;
    }

    /** Both sides of a condition that compares. */
    void addComparedLiteral(Span whole) {
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

    /** One of the two values compared; a message may follow them, and Go's t precedes them. */
    void addOnlyLiteral(List<Span> arguments) {
        arguments.stream()
                .skip(code.language() == Language.GO && arguments.size() > 2 ? 1 : 0)
                .limit(2)
                .filter(argument -> literals.change(argument) != null)
                .findFirst()
                .ifPresent(this::addLiteral);
    }

    /** Whether anything is called, or named, rather than written down. */
    boolean isComputed(Span span) {
        for (int i = span.from(); i < span.to(); i++) {
            var word = code.word(i);
            if (!word.isEmpty() && !word.matches("True|False|None|not|true|false")) {
                return true;
            }
        }
        return false;
    }

    void addNegation(Span condition, String not) {
        if (code.isShort(condition)) {
            found.add(Guards.negation(code, condition, not));
        }
    }

    /** Another name for what is called. */
    void addRenaming(int at, String name) {
        var token = code.token(at);
        var same = token.text() + (code.language().hasBlockComments() ? "/**/" : " ");
        found.add(new Change(token.start(), token.end(), same, name, Form.NEGATION));
    }

    /** Takes the {@code .not} away that begins at a point. */
    void addRemoval(int point) {
        int start = code.token(point).start();
        int end = code.token(point + 1).end();
        found.add(new Change(start, end, ".not/**/", "", Form.NEGATION));
    }
}
