package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.pipeline.control.Code.Span;
import org.platformnetwork.termexecutor.pipeline.control.Token.Kind;

/**
 * Finds the tests of a file: functions that runners call by convention, or a program that is one
 * test as a whole. What prepares tests is not one.
 */
final class TestFunctions {

    private static final Set<String> CALLED_WITH_TEST = Set.of("it", "test", "specify", "tape");
    private static final Set<String> RUNNERS = Set.of("tap", "tape", "t", "suite");
    private static final Set<String> NOT_RUN = Set.of("skip", "todo", "failing", "fails");
    private static final Set<String> OF_RUST = Set.of("test", "rstest", "test_case", "quickcheck");
    private static final Set<String> OF_JAVA =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "Property");

    /** Tokens of a function before its body, groups in brackets not counted. */
    private static final int HEAD = 60;

    /**
     * A test.
     *
     * @param name as it is written; empty for a program
     * @param body what runs
     */
    record TestFunction(String name, Span body) {}

    private final Code code;
    private final List<TestFunction> found = new ArrayList<>();

    private TestFunctions(Code code) {
        this.code = code;
    }

    /** In the order of the text. */
    static List<TestFunction> in(Code code) {
        var functions = new TestFunctions(code);
        for (int i = 0; i < code.size(); i++) {
            functions.look(i);
        }
        boolean isProgram = code.language() != Language.JAVA && code.language() != Language.GO;
        return functions.found.isEmpty() && isProgram
                ? List.of(new TestFunction("", new Span(0, code.size())))
                : List.copyOf(functions.found);
    }

    private void look(int at) {
        switch (code.language()) {
            case PYTHON -> {
                if (code.is(at, "def") && code.word(at + 1).startsWith("test")) {
                    found.add(new TestFunction(code.word(at + 1), indented(at)));
                }
            }
            case JAVASCRIPT -> {
                if (CALLED_WITH_TEST.contains(code.word(at))
                        && (!code.is(at - 1, ".") || RUNNERS.contains(code.word(at - 2)))) {
                    lookForCall(at);
                }
            }
            case GO -> {
                if (code.is(at, "func") && code.word(at + 1).startsWith("Test")) {
                    addBraced(at + 1);
                }
            }
            case RUST -> {
                if (code.is(at, "fn") && isMarkedInRust(at)) {
                    addBraced(at + 1);
                }
            }
            case JAVA -> {
                if (code.is(at, "@") && OF_JAVA.contains(code.word(at + 1))) {
                    lookForMethod(at + 2);
                }
            }
            case SHELL -> {}
        }
    }

    /** Up to the next line that is indented no deeper. */
    private Span indented(int def) {
        int end = code.next(def + 2);
        while (end < code.size()
                && !(code.isFirstInLine(end) && code.column(end) <= code.column(def))) {
            end = code.next(end);
        }
        return new Span(code.next(def + 2), end);
    }

    private void lookForCall(int at) {
        int open = at + 1;
        while (code.is(open, ".")) {
            if (NOT_RUN.contains(code.word(open + 1))) {
                return;
            }
            open += 2;
        }
        boolean isTable = code.opens(open, "(") && code.opens(code.next(open), "(");
        open = isTable ? code.next(open) : open;
        if (code.opens(open, "(") && code.isKind(open + 1, Kind.STRING)) {
            var name = code.token(open + 1).text();
            found.add(
                    new TestFunction(
                            name.substring(1, Math.max(1, name.length() - 1)),
                            new Span(open + 2, code.partner(open))));
        }
    }

    private void addBraced(int name) {
        int parameters = name;
        while (parameters < name + HEAD && !code.is(parameters, "(")) {
            parameters++;
        }
        int brace = code.next(parameters);
        int last = brace + HEAD;
        while (brace < last && !code.is(brace, "{") && !code.is(brace, ";")) {
            brace = code.next(brace);
        }
        if (code.opens(brace, "{")) {
            found.add(new TestFunction(code.word(name), new Span(brace + 1, code.partner(brace))));
        }
    }

    private boolean isMarkedInRust(int fn) {
        int before = fn - 1;
        while (code.isKind(before, Kind.WORD) && fn - before < HEAD) {
            before--;
        }
        boolean isTest = false;
        while (code.is(before, "]") && code.partner(before) > 0) {
            int open = code.partner(before);
            for (int i = open; i < before; i++) {
                if (code.is(i, "ignore") || code.is(i, "should_panic")) {
                    return false;
                }
                isTest |= OF_RUST.contains(code.word(i));
            }
            before = open - 2;
        }
        return isTest;
    }

    /** The first name with parameters behind annotations and modifiers. */
    private void lookForMethod(int from) {
        int at = code.opens(from, "(") ? code.next(from) : from;
        while (at < from + HEAD && !code.is(at, "{") && !code.is(at, ";")) {
            if (code.is(at, "@")) {
                if (code.word(at + 1).matches("Disabled|Ignore")) {
                    return;
                }
                at += 2;
                while (code.is(at, ".")) {
                    at += 2;
                }
                at = code.opens(at, "(") ? code.next(at) : at;
            } else if (code.isKind(at, Kind.WORD) && code.opens(at + 1, "(")) {
                addBraced(at);
                return;
            } else {
                at++;
            }
        }
    }
}
