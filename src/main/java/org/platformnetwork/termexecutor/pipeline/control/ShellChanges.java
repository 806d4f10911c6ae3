package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.control.Change.Form;
import org.platformnetwork.termexecutor.pipeline.control.Token.Kind;

/**
 * What a shell script tests by itself: programs written down in it, on a command line or in a
 * here-document, and comparisons of its own.
 */
final class ShellChanges {

    private static final Pattern BEFORE_CODE =
            Pattern.compile(
                    "(?:^|[\\s;&|(/])(python[0-9.]*|node|bun|deno)\\b[^\\n;|&]*\\s"
                            + "(?:-[a-zA-Z]*[cep]|--eval|--print|eval)\\s+$");
    private static final Pattern HERE_DOCUMENT =
            Pattern.compile("(?m)^([^\\n#]*)<<-?[ \\t]*([\"']?)(\\w+)\\2([^\\n]*)\\n");
    private static final Pattern PROGRAM =
            Pattern.compile("(?:^|[\\s;&|(/])(python[0-9.]*|node|bun|deno)\\b");
    private static final Pattern TARGET = Pattern.compile(">[ \\t]*[\"']?([^\\s\"'<>|&;]+)");

    /** A test of the shell or a quiet search, alone in its line or before an operator. */
    private static final Pattern TEST =
            Pattern.compile(
                    "(?m)(?:^|[;&|(]|\\bif|\\b(?:then|do))[ \\t]*"
                            + "((?:\\[\\[? [^\\n;]*? \\]\\]?|test [^\\n;&|]+|(?:grep|cmp|diff)"
                            + " [^\\n;&|]+))(?=[ \\t]*(?:$|;|&&|\\|\\||#))");

    /** Of what stands before a program on the command line. */
    private static final int LONGEST_COMMAND = 300;

    private final String text;

    private ShellChanges(String text) {
        this.text = text;
    }

    /** One list for each program in the script. */
    static List<List<Change>> ofPrograms(String text) {
        return new ShellChanges(text).programs();
    }

    /** The script's own comparisons, the last first. */
    static List<Change> ofTests(String text) {
        var found = new ArrayList<Change>();
        var tests = TEST.matcher(text);
        while (tests.find()) {
            var test = tests.group(1).stripTrailing();
            int start = tests.start(1);
            found.add(
                    new Change(
                            start,
                            start + test.length(),
                            "( " + test + " )",
                            "( ! " + test + " )",
                            Form.NEGATION));
        }
        return found.reversed();
    }

    private List<List<Change>> programs() {
        var found = new ArrayList<List<Change>>();
        for (var token : Lexer.read(Language.SHELL, text)) {
            if (token.kind() == Kind.STRING && token.text().length() > 2) {
                int from = Math.max(0, token.start() - LONGEST_COMMAND);
                var before = BEFORE_CODE.matcher(text.substring(from, token.start()));
                if (before.find()) {
                    found.add(quoted(language(before.group(1)), token));
                }
            }
        }
        var documents = HERE_DOCUMENT.matcher(text);
        int from = 0;
        while (documents.find(from)) {
            from = documents.end();
            var language = languageOfDocument(documents.group(1) + documents.group(4));
            var end =
                    Pattern.compile("(?m)^[ \\t]*" + documents.group(3) + "[ \\t]*$").matcher(text);
            if (end.find(from)) {
                if (language != null) {
                    found.add(document(language, from, end.start()));
                }
                from = end.end();
            }
        }
        return found;
    }

    private static Language language(String program) {
        return program.startsWith("python") ? Language.PYTHON : Language.JAVASCRIPT;
    }

    private static @Nullable Language languageOfDocument(String line) {
        var target = TARGET.matcher(line);
        if (target.find()) {
            return Language.of(target.group(1));
        }
        return PROGRAM.matcher(line)
                .results()
                .map(program -> language(program.group(1)))
                .reduce((_, last) -> last)
                .orElse(null);
    }

    private List<Change> document(Language language, int start, int end) {
        return SourceChanges.in(language, text.substring(start, end), _ -> false).stream()
                .map(change -> change.moved(start))
                .toList();
    }

    /** Between double quotes a backslash before some characters is the shell's. */
    private List<Change> quoted(Language language, Token string) {
        boolean isDouble = string.text().startsWith("\"");
        var content = string.text().substring(1, string.text().length() - 1);
        var plain = new StringBuilder();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < content.length(); i++) {
            places.add(string.start() + 1 + i);
            boolean isEscape =
                    isDouble
                            && content.charAt(i) == '\\'
                            && i + 1 < content.length()
                            && "\"\\$`".indexOf(content.charAt(i + 1)) >= 0;
            i += isEscape ? 1 : 0;
            plain.append(content.charAt(i));
        }
        places.add(string.end() - 1);
        var changes = new ArrayList<Change>();
        for (var change : SourceChanges.in(language, plain.toString(), _ -> false)) {
            var harmless = escaped(change.harmless(), isDouble);
            var failing = escaped(change.failing(), isDouble);
            if (harmless != null && failing != null) {
                changes.add(
                        new Change(
                                places.get(change.start()),
                                places.get(change.end()),
                                harmless,
                                failing,
                                change.form()));
            }
        }
        return changes;
    }

    /** Null for what cannot stand between single quotes. */
    private static @Nullable String escaped(String code, boolean isDouble) {
        return isDouble
                ? code.replaceAll("[\"\\\\$`]", "\\\\$0")
                : code.contains("'") ? null : code;
    }
}
