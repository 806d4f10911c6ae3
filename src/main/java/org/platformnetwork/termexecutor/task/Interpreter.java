package org.platformnetwork.termexecutor.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a script's first line ({@code #!}) asks to be run by. Every POSIX shell is Bash, which is
 * what the scripts of published tasks are written for; any other program runs its script itself.
 * Unlike the kernel, all words of the line count, so that {@code #!/bin/bash -eu -o pipefail} means
 * what its author meant.
 */
final class Interpreter {

    private static final String BASH = "bash";
    private static final Pattern FIRST_LINE = Pattern.compile("#![ \\t]*(\\S[^\\n\\x00]*)");
    private static final Pattern POSIX_SHELL = Pattern.compile("(?:.*/)?(?:ba|da|a|k)?sh");
    private static final Pattern ENV = Pattern.compile("(?:.*/)?env");

    /** The line is split already, which is what this option asks for. */
    private static final Pattern SPLIT = Pattern.compile("^(?:-S|--split-string=?)");

    private static final Pattern BEFORE_PROGRAM = Pattern.compile("-.*|[A-Za-z_][A-Za-z0-9_]*=.*");

    private Interpreter() {}

    /** Whether Bash is the program, behind {@code env} or not. */
    static boolean isBash(List<String> line) {
        return line.contains(BASH);
    }

    /** The program and its options, to be followed by the script's path. */
    static List<String> of(String script) {
        var line = FIRST_LINE.matcher(script);
        if (!line.lookingAt()) {
            return List.of(BASH);
        }
        var words = new ArrayList<>(List.of(line.group(1).strip().split("\\s+", -1)));
        int program = 0;
        if (ENV.matcher(words.getFirst()).matches()) {
            words.replaceAll(word -> SPLIT.matcher(word).replaceFirst(""));
            words.removeIf(String::isEmpty);
            do {
                program++;
            } while (program < words.size()
                    && BEFORE_PROGRAM.matcher(words.get(program)).matches());
        }
        if (program == words.size()) {
            return List.of(BASH);
        }
        if (POSIX_SHELL.matcher(words.get(program)).matches()) {
            words.set(program, BASH);
        }
        return words;
    }
}
