package org.platformnetwork.termexecutor.evidence;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Knows the files of a repository that hidden tests start by themselves: programs and shell scripts
 * out of the working tree, and makefiles. Rather a file too many than one too few, since one that
 * is put back in vain changes no verdict. What an interpreter of another language is given stays
 * out: that is the product more often than its judge.
 */
public final class CalledFiles {

    private static final List<String> MAKEFILES = List.of("GNUmakefile", "makefile", "Makefile");
    private static final int MAX_DEPTH = 3;
    private static final int MAX_DIRECTORIES = 64;

    private static final Pattern BEFORE_PROGRAM =
            Pattern.compile(
                    "if|then|elif|else|while|until|do|time|!|\\{|[A-Za-z_][A-Za-z0-9_]*\\+?=.*",
                    Pattern.DOTALL);
    private static final Pattern WRAPPER =
            Pattern.compile("env|exec|command|builtin|nice|nohup|timeout|sudo|stdbuf|setsid");

    /** Options, durations, and names of variables and signals. */
    private static final Pattern OF_WRAPPER =
            Pattern.compile("-.*|[0-9.]+[smhd]?|[A-Z][A-Z0-9_]*|[A-Za-z_][A-Za-z0-9_]*=.*");

    private static final Pattern SHELL = Pattern.compile("(?:/(?:usr/)?bin/)?(?:ba|da|k|z)?sh");
    private static final Pattern OTHER_LANGUAGE =
            Pattern.compile(".*\\.(?:py|[cm]?js|[cm]?ts|rb|pl|php|lua|jl|R)");
    private static final Pattern MAKE_OPTION =
            Pattern.compile("-[A-Za-z]*?([Cf])(.*)|--(directory|file|makefile)(?:=(.*))?");

    private final Path repository;
    private final String start;
    private final Map<String, Set<String>> rivals = new HashMap<>();
    private final Set<String> directories = new HashSet<>();
    private String current;

    private CalledFiles(String directory, String repoPath) {
        this.repository = Path.of(repoPath).normalize();
        this.start = Path.of(directory).normalize().toString();
        this.current = start;
    }

    /**
     * Reads scripts.
     *
     * @param directory where they run, relative to the repository
     * @param repoPath where they expect the repository
     */
    public static CalledFiles of(List<String> scripts, String directory, String repoPath) {
        var called = new CalledFiles(directory, repoPath);
        for (var script : scripts) {
            called.current = called.start;
            called.directories.add(called.start);
            called.read(script, 0);
        }
        return called;
    }

    /**
     * Whether a script starts this file.
     *
     * @param path relative to the repository, with slashes
     */
    public boolean contains(String path) {
        return rivals.containsKey(path);
    }

    /** The files in whose place this one would be started; none for most. */
    public Set<String> rivals(String path) {
        return Set.copyOf(rivals.getOrDefault(path, Set.of()));
    }

    private void read(String script, int depth) {
        if (depth < MAX_DEPTH) {
            ShellCommands.of(script).forEach(words -> read(words, depth));
        }
    }

    private void read(List<String> words, int depth) {
        int program = indexOfOther(BEFORE_PROGRAM, words, 0);
        while (program < words.size() && WRAPPER.matcher(words.get(program)).matches()) {
            program = indexOfOther(OF_WRAPPER, words, program + 1);
        }
        if (program >= words.size()) {
            return;
        }
        var name = words.get(program);
        var arguments = words.subList(program + 1, words.size());
        if (SHELL.matcher(name).matches()) {
            readShell(arguments, depth);
            return;
        }
        switch (name) {
            case "cd", "pushd" -> arguments.stream().findFirst().ifPresent(this::enter);
            case "source", "." -> arguments.stream().findFirst().ifPresent(this::add);
            case "eval" -> read(String.join(" ", arguments), depth + 1);
            case "make", "gmake" -> readMake(arguments);
            default -> {
                if (name.contains("/") && !OTHER_LANGUAGE.matcher(name).matches()) {
                    add(name);
                }
            }
        }
    }

    private static int indexOfOther(Pattern skipped, List<String> words, int from) {
        int index = from;
        while (index < words.size() && skipped.matcher(words.get(index)).matches()) {
            index++;
        }
        return index;
    }

    private void readShell(List<String> arguments, int depth) {
        boolean isCommand = false;
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("-") && !argument.startsWith("+")) {
                if (isCommand) {
                    read(argument, depth + 1);
                } else {
                    add(argument);
                }
                return;
            }
            boolean isShort = !argument.startsWith("--");
            isCommand |= isShort && argument.contains("c");
            if (isShort && argument.endsWith("o")) {
                i++;
            }
        }
    }

    private void readMake(List<String> arguments) {
        var in = "";
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
                in = value;
            } else {
                files.add(value);
            }
        }
        for (var directory : Set.copyOf(directories)) {
            var place = resolved(directory, in);
            if (place == null) {
                continue;
            }
            files.forEach(file -> put(resolved(place, file), Set.of()));
            if (files.isEmpty()) {
                var all = new HashSet<String>();
                MAKEFILES.forEach(name -> all.add(place.isEmpty() ? name : place + "/" + name));
                all.forEach(file -> put(file, all));
            }
        }
    }

    /** A subshell may have ended since, so that the way may also begin where the script does. */
    private void enter(String directory) {
        var next = resolved(current, directory);
        var other = resolved(start, directory);
        if (next != null && other != null && directories.size() < MAX_DIRECTORIES) {
            current = next;
            directories.addAll(List.of(next, other));
        }
    }

    private void add(String file) {
        directories.forEach(directory -> put(resolved(directory, file), Set.of()));
    }

    private void put(@Nullable String path, Set<String> group) {
        if (path == null) {
            return;
        }
        var others = new HashSet<>(group);
        others.remove(path);
        rivals.computeIfAbsent(path, _ -> new HashSet<>()).addAll(others);
    }

    /** Relative to the repository; null outside of it, and where only a shell could tell. */
    private @Nullable String resolved(String directory, String name) {
        var plain = name.replaceFirst("^\\$(?:PWD|\\{PWD})(?=/|$)", ".");
        if (plain.contains("$") || plain.startsWith("~")) {
            return null;
        }
        try {
            var path = repository.resolve(directory).resolve(plain).normalize();
            return path.startsWith(repository) ? repository.relativize(path).toString() : null;
        } catch (InvalidPathException _) {
            return null;
        }
    }
}
