package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.evidence.harness.ShellCommands;

/** The commands of a script that run tests, and which files each of them runs. */
final class ScriptCalls {

    private static final int MAX_DEPTH = 3;

    private static final Set<String> NO_RUNNERS =
            Set.of(
                    "cd", "ls", "cat", "echo", "printf", "test", "[", "[[", "grep", "rg", "cp",
                    "mv", "rm", "mkdir", "chmod", "export", "source", ".", "set", "git", "pip",
                    "pip3", "touch", "tee", "diff", "head", "tail", "sed", "awk", "find");

    private static final Pattern SHELL = Pattern.compile("(?:/(?:usr/)?bin/)?(?:ba|da|k|z)?sh");
    private static final Pattern RUNNER =
            Pattern.compile(
                    "(?i)(?:.*[/:.-])?(?:pytest|py\\.test|unittest|nose2?|jest|mocha|vitest|ava|tape?"
                        + "|tests?|check|verify|tox|nox|nextest|--test\\S*)(?:[.:-].*)?");
    private static final Pattern SPLIT = Pattern.compile("::|[.#,=:|^$()\\s/\\\\]+");

    /** Options of runners for what is not to run; {@code --ignored} selects. */
    private static final Pattern EXCLUSION =
            Pattern.compile(
                    "(?i)--?[\\w-]*(?:skip|exclude|deselect|ignore|omit)(?!d\\b)[\\w-]*(=.*)?");

    /** Parts of expressions: {@code !X} of Surefire, {@code not x} of pytest. */
    private static final Pattern EXCLUDED =
            Pattern.compile("![^,|\\s]+|\\bnot\\s+(?:\\([^)]*\\)|[^\\s()]+)");

    /** Names of files that are words of many commands, too. */
    private static final Set<String> COMMON = Set.of("test", "tests", "spec", "check", "run");

    private static final int SHORTEST_PIECE = 4;
    private static final int MAX_PIECES = 24;

    private ScriptCalls() {}

    /** The words of each command that may run tests, also within {@code bash -c}. */
    static List<List<String>> of(String script) {
        var found = new ArrayList<List<String>>();
        collect(script, 0, found);
        return found;
    }

    private static void collect(String script, int depth, List<List<String>> found) {
        for (var words : ShellCommands.of(script)) {
            int code = codeOfShell(words);
            if (code > 0 && depth < MAX_DEPTH) {
                collect(words.get(code), depth + 1, found);
            } else if (!NO_RUNNERS.contains(words.getFirst())) {
                found.add(words);
            }
        }
    }

    /** Where the command line is that a shell is given; 0 for anything else. */
    private static int codeOfShell(List<String> words) {
        if (SHELL.matcher(words.getFirst()).matches()) {
            for (int i = 1; i + 1 < words.size(); i++) {
                if (words.get(i).matches("-[a-z]*c")) {
                    return i + 1;
                }
            }
        }
        return 0;
    }

    /** Whether a command looks like a call of a test runner. */
    static boolean isRunner(List<String> words) {
        return words.stream().anyMatch(word -> RUNNER.matcher(word).matches());
    }

    /** The words of a command, without those that say what is not to run. */
    static List<String> selecting(List<String> words) {
        var selecting = new ArrayList<String>();
        boolean isExcluded = false;
        for (var word : words) {
            var option = EXCLUSION.matcher(word);
            boolean isExclusion = option.matches();
            if (!isExclusion && (!isExcluded || word.startsWith("-"))) {
                selecting.add(EXCLUDED.matcher(word).replaceAll(""));
            }
            isExcluded = isExclusion && option.group(1) == null;
        }
        return selecting;
    }

    /**
     * How surely a command runs the tests in a file: 3 when it names it, 2 for its directory, 1
     * when it may be any, 0 when it names others.
     */
    static int match(List<String> words, String path) {
        int best = 0;
        var module = path.replaceFirst("\\.[^/]*$", "").replace('/', '.');
        var name = module.substring(module.lastIndexOf('.') + 1);
        for (var word : words.subList(1, words.size())) {
            if (!word.startsWith("-") || word.contains("=")) {
                best = Math.max(best, match(word, path, module, name));
            }
        }
        return best;
    }

    private static int match(String word, String path, String module, String name) {
        var file = word.replaceFirst("::.*", "").replaceFirst("^(?:\\./)+", "");
        var plain = file.replaceFirst("/?(?:\\.\\.\\.)?$", "");
        boolean isPath = ("/" + path).endsWith("/" + file) || file.endsWith("/" + path);
        boolean isModule =
                (module + ".").endsWith("." + word + ".") || word.startsWith(module + ".");
        boolean isName = isModule || Arrays.asList(SPLIT.split(word)).contains(name);
        if (isPath || word.equals(module) || (isName && !COMMON.contains(name))) {
            return 3;
        }
        if (plain.isEmpty() || plain.equals(".")) {
            return 1;
        }
        return ("/" + path).contains("/" + plain + "/") ? 2 : 0;
    }

    /** How many of a command's words, and of their pieces, are in a file's path or its text. */
    static int mentions(List<String> words, String path, String text) {
        return (int)
                words.stream()
                        .skip(1)
                        .flatMap(word -> Stream.concat(Stream.of(word), SPLIT.splitAsStream(word)))
                        .filter(piece -> piece.length() >= SHORTEST_PIECE)
                        .distinct()
                        .limit(MAX_PIECES)
                        .filter(piece -> path.contains(piece) || text.contains(piece))
                        .count();
    }

    /** Whether a command's arguments hold a test's name. */
    static boolean names(List<String> words, String test) {
        return test.length() > 2 && words.stream().anyMatch(word -> word.contains(test));
    }
}
