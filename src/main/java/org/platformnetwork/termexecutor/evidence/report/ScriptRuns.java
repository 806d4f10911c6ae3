package org.platformnetwork.termexecutor.evidence.report;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How many runs of test runners a script starts by itself and goes on after, whatever comes of
 * them: of those only the last one's exit code is the script's. A command counts by its words, so
 * that it may be any runner's ({@code npx jest a}, {@code make test-unit}, {@code ./run_tests b}).
 */
public final class ScriptRuns {

    /** A script that does not go on after a failure. */
    private static final Pattern ENDS_AT_FAILURES =
            Pattern.compile(
                    "^#!.* -[A-Za-z]*e|^[ \\t]*set [^\\n]*-(?:[A-Za-z]*e[A-Za-z]*|o errexit)\\b",
                    Pattern.MULTILINE);

    /** One simple command where a command may begin; what follows is left. */
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?:^|[;&({])[ \\t]*(?:(?:do|then|else)[ \\t]+)*([^\\s;&|(){}#][^;&|\\n]*)",
                    Pattern.MULTILINE);

    /** The rest of a command whose failure is expected, or ends what follows. */
    private static final Pattern MINDS_FAILURE = Pattern.compile("[^;\\n]{0,1000}?(?:\\|\\||&&)");

    /** Words before the program: variables, and programs that start the next word. */
    private static final Pattern BEFORE =
            Pattern.compile(
                    "[A-Za-z_][A-Za-z0-9_]*=.*|-\\S*|[0-9.]+[smh]?|env|time|timeout|nice|sudo|exec"
                            + "|npx|bunx|uv|uvx|pdm|hatch|poetry|pipenv|bundle|run|dlx|xvfb-run");

    /** They prepare a run, or look at what it left, whatever words follow. */
    private static final Pattern NO_RUNNER =
            Pattern.compile(
                    "cd|pushd|popd|export|unset|set|source|\\.|test|\\[+|if|elif|while|until|for|case"
                        + "|function|local|return|exit|trap|echo|printf|cat|cp|mv|ln|rm|mkdir|touch"
                        + "|chmod|sed|awk|grep|find|ls|tar|curl|wget|git|pip[0-9.]*|apt(?:-get)?"
                        + "|sleep|kill|which|command|type|head|tail|diff");

    private static final Pattern RUNNER =
            Pattern.compile(
                    "(?i).*(?:test|spec|check|jest|mocha|jasmine|karma|\\btap|\\bava\\b|prove|bats|tox"
                        + "|nox|mvn|gradle).*");

    /** How many words of a command say what it runs, as in {@code npm run test:unit}. */
    private static final int TELLING_WORDS = 3;

    private static final Set<String> LOOPS = Set.of("for", "while", "until");
    private static final int LONGEST = 1 << 16;

    private ScriptRuns() {}

    /** Whether runs before the last are the script's own, and their exit codes get lost. */
    static boolean areSeveral(String script) {
        var plain = script.substring(0, Math.min(LONGEST, script.length())).replace("\\\n", " ");
        if (ENDS_AT_FAILURES.matcher(plain).find()) {
            return false;
        }
        var command = COMMAND.matcher(plain);
        var rest = MINDS_FAILURE.matcher(plain);
        var beforeLoops = new ArrayDeque<Integer>();
        int runs = 0;
        while (command.find()) {
            var words = command.group(1).strip().split("\\s+", -1);
            if (LOOPS.contains(words[0])) {
                beforeLoops.push(runs);
            } else if (words[0].equals("done") && !beforeLoops.isEmpty()) {
                runs += runs - beforeLoops.pop();
            } else if (isRun(List.of(words))
                    && !rest.region(command.end(1), plain.length()).lookingAt()) {
                runs++;
            }
            if (runs > 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether a command's words look like those of a test runner. */
    public static boolean isRun(List<String> command) {
        var words =
                command.stream()
                        .dropWhile(word -> BEFORE.matcher(word).matches())
                        .limit(TELLING_WORDS)
                        .toList();
        return !words.isEmpty()
                && !NO_RUNNER.matcher(words.getFirst()).matches()
                && !isInstallation(words)
                && words.stream().anyMatch(word -> RUNNER.matcher(word).matches());
    }

    private static boolean isInstallation(List<String> words) {
        return words.stream().anyMatch(word -> word.matches("install|ci|add|sync|build|compile"));
    }
}
