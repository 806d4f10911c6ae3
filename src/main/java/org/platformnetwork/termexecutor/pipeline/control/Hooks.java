package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.TestFunctions.TestFunction;

/**
 * What fails after the tests of a file that have no expectation of a known kind: a hook behind the
 * first of them, or a last statement. Each makes one test fail, whatever their number.
 */
final class Hooks {

    private static final String MESSAGE = "expected otherwise";
    private static final String ESCAPED = "\"" + MESSAGE + "\"";
    private static final Pattern CLASS = Pattern.compile("\\bclass\\s");
    private static final Pattern KOTLIN =
            Pattern.compile(
                    "(?m)^[ \\t]*(?:(?:@\\w+|public|private|internal|override|suspend) +)*fun ");
    private static final Pattern PYTHON_MAIN = Pattern.compile("(?m)^if +__name__ *==");
    private static final String JAVASCRIPT_RUNNERS =
            "[\"'](node:test|vitest|bun:test|@jest/globals|mocha)[\"']";
    private static final Pattern IMPORTED = Pattern.compile("\\bfrom\\s*" + JAVASCRIPT_RUNNERS);
    private static final Pattern REQUIRED =
            Pattern.compile("\\brequire\\(\\s*" + JAVASCRIPT_RUNNERS + "\\s*\\)");

    private Hooks() {}

    /** For the tests given, at most one for each. */
    static List<Change> in(Code code, List<TestFunction> functions) {
        boolean isProgram = functions.stream().allMatch(function -> function.name().isEmpty());
        var text = code.text();
        return switch (code.language()) {
            case PYTHON -> List.of(isProgram ? pythonsEnd(text) : pythonsModuleHook(text));
            case JAVASCRIPT -> List.of(isProgram ? nodesEnd(text) : javascriptHook(text));
            case GO, RUST -> {
                var changes = new ArrayList<Change>();
                for (var function : functions) {
                    if (!function.name().isEmpty()) {
                        changes.add(
                                code.language() == Language.GO
                                        ? goCleanup(code, function)
                                        : rustsEnd(code, function));
                    }
                }
                yield changes;
            }
            case JAVA -> CLASS.matcher(text).find() ? List.of(junitHook(text)) : List.of();
            case SHELL -> List.of();
        };
    }

    private static Change inserted(int at, String harmless, String failing, Form form) {
        return new Change(at, at, harmless, failing, form);
    }

    /** Known to unittest, pytest and nose2; a program that calls unittest.main ends there. */
    private static Change pythonsModuleHook(String text) {
        var main = PYTHON_MAIN.matcher(text);
        int at = main.find() ? main.start() : text.length();
        var head = "\n\ndef tearDownModule():\n    ";
        var failing = "raise AssertionError(%s)".formatted(ESCAPED);
        return inserted(at, head + "pass\n\n\n", head + failing + "\n\n\n", Form.HOOK);
    }

    private static Change pythonsEnd(String text) {
        return inserted(
                text.length(),
                "\npass\n",
                "\nraise AssertionError(%s)\n".formatted(ESCAPED),
                Form.LAST_STATEMENT);
    }

    /** Once everything asynchronous is done as well. */
    private static Change nodesEnd(String text) {
        var hook = "\n;process.on(\"beforeExit\", () => {%s});\n";
        return inserted(
                text.length(),
                hook.formatted(""),
                hook.formatted(" process.exit(1); "),
                Form.LAST_STATEMENT);
    }

    private static Change javascriptHook(String text) {
        var imported = IMPORTED.matcher(text);
        var required = REQUIRED.matcher(text);
        String hook;
        if (imported.find()) {
            hook =
                    ";import {afterEach as afterEachTest} from \"%s\";\nafterEachTest"
                            .formatted(imported.group(1));
        } else if (required.find()) {
            hook = ";require(\"%s\").afterEach".formatted(required.group(1));
        } else {
            hook = ";afterEach";
        }
        var body = "\n%s(() => {%s});\n";
        var once =
                " if (!globalThis.afterFirst) { globalThis.afterFirst = true; throw new Error(%s); } "
                        .formatted(ESCAPED);
        return inserted(
                text.length(), body.formatted(hook, ""), body.formatted(hook, once), Form.HOOK);
    }

    private static Change goCleanup(Code code, TestFunction function) {
        int open = function.body().from() - 1;
        int parameters = open;
        while (parameters > 0 && !code.is(parameters, "func")) {
            parameters--;
        }
        var t = code.word(parameters + 3);
        var hook = " %s.Cleanup(func() {%s});";
        return inserted(
                code.token(open).end(),
                hook.formatted(t, ""),
                hook.formatted(t, " %s.Error(%s) ".formatted(t, ESCAPED)),
                Form.HOOK);
    }

    private static Change rustsEnd(Code code, TestFunction function) {
        int close = code.token(function.body().to()).start();
        return inserted(close, "/**/", ";panic!(%s)".formatted(ESCAPED), Form.LAST_STATEMENT);
    }

    /** Java's and Kotlin's, of JUnit, TestNG and kotlin.test. */
    private static Change junitHook(String text) {
        boolean isKotlin = KOTLIN.matcher(text).find();
        var hook =
                isKotlin
                        ? "\n@%s fun afterEachTest() {%s}\n"
                        : "\n@%s public void afterEachTest() {%s}\n";
        var once =
                """
                 if (System.getProperty("afterFirst") == null) {\
                 System.setProperty("afterFirst", "");\
                 throw %sAssertionError(%s); }\
                """
                        .formatted(isKotlin ? "" : "new ", ESCAPED);
        var annotation = afterEach(text);
        return inserted(
                Math.max(0, text.lastIndexOf('}')),
                hook.formatted(annotation, ""),
                hook.formatted(annotation, once),
                Form.HOOK);
    }

    private static String afterEach(String text) {
        if (text.contains("org.junit.jupiter")) {
            return "org.junit.jupiter.api.AfterEach";
        }
        if (text.contains("org.testng.")) {
            return "org.testng.annotations.AfterMethod";
        }
        return text.contains("kotlin.test.") ? "kotlin.test.AfterTest" : "org.junit.After";
    }
}
