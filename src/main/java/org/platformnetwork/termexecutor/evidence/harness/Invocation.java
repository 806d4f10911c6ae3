package org.platformnetwork.termexecutor.evidence.harness;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a command of a shell script starts: the program behind keywords, assignments and wrappers
 * such as {@code env} and {@code timeout}, and what its arguments say of further files.
 *
 * @param program as it is written
 * @param arguments behind it
 */
record Invocation(String program, List<String> arguments) {

    private static final Pattern BEFORE_PROGRAM =
            Pattern.compile(
                    "if|then|elif|else|while|until|do|time|!|\\{|[A-Za-z_][A-Za-z0-9_]*\\+?=.*",
                    Pattern.DOTALL);
    private static final Pattern WRAPPER =
            Pattern.compile(
                    "env|exec|command|builtin|nice|nohup|timeout|sudo|stdbuf|setsid|xvfb-run|shell");

    /** Options, durations, and names of variables and signals. */
    private static final Pattern OF_WRAPPER =
            Pattern.compile("-.*|[0-9.]+[smhd]?|[A-Z][A-Z0-9_]*|[A-Za-z_][A-Za-z0-9_]*=.*");

    private static final Pattern SHELL = Pattern.compile("(?:/(?:usr/)?bin/)?(?:ba|da|k|z)?sh");
    private static final Pattern INTERPRETER =
            Pattern.compile(
                    "(?:.*/)?(?:python[0-9.]*|pypy3?|node|nodejs|deno|bun|tsx|ts-node|ruby|perl|php|lua)");
    private static final Pattern MAKE_OPTION =
            Pattern.compile("-[A-Za-z]*?([Cf])(.*)|--(directory|file|makefile)(?:=(.*))?");

    /** Null for words that start nothing. */
    static @Nullable Invocation of(List<String> words) {
        int program = indexOfOther(BEFORE_PROGRAM, words, 0);
        while (program < words.size() && WRAPPER.matcher(words.get(program)).matches()) {
            program = indexOfOther(OF_WRAPPER, words, program + 1);
        }
        return program >= words.size()
                ? null
                : new Invocation(words.get(program), words.subList(program + 1, words.size()));
    }

    private static int indexOfOther(Pattern skipped, List<String> words, int from) {
        int index = from;
        while (index < words.size() && skipped.matcher(words.get(index)).matches()) {
            index++;
        }
        return index;
    }

    boolean isShell() {
        return SHELL.matcher(program).matches();
    }

    boolean isInterpreter() {
        return INTERPRETER.matcher(program).matches();
    }

    /**
     * What a shell is given to run.
     *
     * @param text a file's path, or a script
     */
    record ShellScript(String text, boolean isFile) {}

    /** Of a shell; null when it reads its input. */
    @Nullable ShellScript shellScript() {
        boolean isCommand = false;
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("-") && !argument.startsWith("+")) {
                return new ShellScript(argument, !isCommand);
            }
            boolean isShort = !argument.startsWith("--");
            isCommand |= isShort && argument.contains("c");
            if (isShort && argument.endsWith("o")) {
                i++;
            }
        }
        return null;
    }

    /**
     * Where {@code make} works.
     *
     * @param directory empty for the current one
     * @param files empty for the makefile of the usual name
     */
    record MakeOptions(String directory, Set<String> files) {}

    /** Of {@code make}. */
    MakeOptions makeOptions() {
        var directory = "";
        var files = new HashSet<String>();
        for (int i = 0; i < arguments.size(); i++) {
            var option = MAKE_OPTION.matcher(arguments.get(i));
            if (!option.matches()) {
                continue;
            }
            boolean isShort = option.group(1) != null;
            var joined = isShort ? option.group(2) : option.group(4);
            boolean isJoined = joined != null && !(isShort && joined.isEmpty());
            if (!isJoined) {
                i++;
            }
            var value = isJoined ? joined : i < arguments.size() ? arguments.get(i) : "";
            if ("C".equals(option.group(1)) || "directory".equals(option.group(3))) {
                directory = value;
            } else {
                files.add(value);
            }
        }
        return new MakeOptions(directory, files);
    }
}
