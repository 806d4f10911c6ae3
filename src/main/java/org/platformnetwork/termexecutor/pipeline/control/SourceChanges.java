package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.TestFunctions.TestFunction;
import org.platformnetwork.termexecutor.pipeline.control.Token.Kind;

/** All that could make the tests in one source text fail, the best first. */
final class SourceChanges {

    private static final int MAX_FUNCTIONS = 4;
    private static final int MAX_SEEN = 200;
    private static final int MAX_TOKENS = 20_000;

    private SourceChanges() {}

    /**
     * Looks at tests that are named first, and then at the others.
     *
     * @param isNamed whether a script names a test with this name
     */
    static List<Change> in(Language language, String text, Predicate<String> isNamed) {
        var code = new Code(language, text);
        var functions = TestFunctions.in(code);
        var named =
                functions.stream()
                        .filter(function ->
                                !function.name().isEmpty() && isNamed.test(function.name()))
                        .toList();
        var others = functions.stream().filter(function -> !named.contains(function)).toList();
        var changes = new LinkedHashSet<Change>();
        addAll(code, named, changes);
        // What looks like a test's name may be that of one which is left out.
        addAll(code, others, changes);
        return List.copyOf(changes);
    }

    /** Expectations of the first tests that have any, those with a value first, and then hooks. */
    private static void addAll(Code code, List<TestFunction> functions, Set<Change> changes) {
        if (functions.isEmpty()) {
            return;
        }
        functions.stream()
                .limit(MAX_SEEN)
                .filter(function -> function.body().to() - function.body().from() < MAX_TOKENS)
                .map(function -> best(code, function))
                .filter(best -> !best.isEmpty())
                .limit(MAX_FUNCTIONS)
                .sorted(Comparator.comparing(best -> best.getFirst().form()))
                .forEach(changes::addAll);
        changes.addAll(Hooks.in(code, functions).stream().limit(MAX_FUNCTIONS).toList());
    }

    /** The last of each form, since by then the product has been called. */
    private static List<Change> best(Code code, TestFunction function) {
        var expectations = Expectations.in(code, function.body());
        var found = expectations.isEmpty() ? comparisons(code, function) : expectations;
        var best = new ArrayList<Change>();
        for (var form : List.of(Form.VALUE, Form.NEGATION, Form.COMPARISON)) {
            found.stream()
                    .filter(change -> change.form() == form)
                    .max(Comparator.comparingInt(Change::start))
                    .ifPresent(best::add);
        }
        return best;
    }

    /** Any comparison, where there is no expectation in a known form. */
    private static List<Change> comparisons(Code code, TestFunction function) {
        var found = new ArrayList<Change>();
        for (int i = function.body().from(); i < function.body().to(); i++) {
            var token = code.token(i);
            if (token.kind() == Kind.SYMBOL
                    && Set.of("==", "!=", "===", "!==").contains(token.text())) {
                char first = token.text().charAt(0) == '=' ? '!' : '=';
                found.add(
                        new Change(
                                token.start(),
                                token.end(),
                                token.text() + " ",
                                first + token.text().substring(1),
                                Form.COMPARISON));
            }
        }
        return found;
    }
}
