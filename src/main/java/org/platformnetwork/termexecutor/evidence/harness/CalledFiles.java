package org.platformnetwork.termexecutor.evidence.harness;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.Workplaces;
import org.platformnetwork.termexecutor.evidence.report.ScriptRuns;

/**
 * Knows the files of a repository that hidden tests start, however deep: shell scripts, makefiles,
 * what tasks of package managers and task runners run, and test programs. Rather a file too many
 * than one too few, since one that is put back in vain changes no verdict. A program in another
 * language, or one whose output a script takes, is the product unless it has the name of a test.
 */
public final class CalledFiles {

    /** Gives what a file of the repository holds; null where it has none, or no text. */
    @FunctionalInterface
    public interface Texts {
        @Nullable String of(String path);
    }

    private static final List<String> MAKEFILES = List.of("GNUmakefile", "makefile", "Makefile");

    /** What programs read their tasks from. */
    private static final Map<String, List<String>> TASK_FILES =
            Map.of(
                    "tox", List.of("tox.ini", "setup.cfg", "pyproject.toml"),
                    "nox", List.of("noxfile.py"),
                    "just", List.of("justfile", "Justfile", ".justfile"),
                    "task", List.of("Taskfile.yml", "Taskfile.yaml"),
                    "rake", List.of("Rakefile"),
                    "invoke", List.of("tasks.py"),
                    "poe", List.of("pyproject.toml"),
                    "hatch", List.of("pyproject.toml"),
                    "pdm", List.of("pyproject.toml"),
                    "deno", List.of("deno.json", "deno.jsonc"));

    private static final Pattern MAKEFILE =
            Pattern.compile("(?:.*/)?(?:(?:GNUm|[Mm])akefile.*|[^/]*\\.ma?k)");
    private static final Pattern PACKAGE_MANAGER =
            Pattern.compile("npm|pnpm|yarn|bun|turbo|nx|lerna");
    private static final int MAX_DEPTH = 3;
    private static final int MAX_DIRECTORIES = 64;
    private static final int MAX_FILES = 200;
    private static final int MAX_TEXT = 256 << 10;

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
    private static final Pattern OTHER_LANGUAGE =
            Pattern.compile(".*\\.(?:py|[cm]?js|[cm]?ts|rb|pl|php|lua|jl|R)");
    private static final Pattern NAMED_AS_TEST =
            Pattern.compile(
                    "(?:.*/)?(?:[^/]*[_.-])?(?:run_?)?(?:tests?|checks?|verify|validate|smoke|e2e"
                            + "|selftest|spec|specs)(?:_?runner)?(?:[_.-][^/]*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern MAKE_OPTION =
            Pattern.compile("-[A-Za-z]*?([Cf])(.*)|--(directory|file|makefile)(?:=(.*))?");

    /** What only a shell could tell, at the beginning of a path. */
    private static final Pattern UNKNOWN_START =
            Pattern.compile("^(?:\\$\\{?[A-Za-z0-9_@*?]+(?:[^}/]*})?)?/+");

    private static final Pattern NAMED_FILE =
            Pattern.compile(
                    "(?<![\\w./-])[\\w./-]*(?<=[\\w-])\\.(?:sh|bash|py|[cm]?js|[cm]?ts|rb|pl|mk)\\b");

    private final Workplaces workplaces;
    private final String start;
    private final Texts texts;
    private final Map<String, Set<String>> alternatives = new HashMap<>();
    private final Set<String> suffixes = new HashSet<>();
    private final Set<String> directories = new HashSet<>();
    private final Set<String> followed = new HashSet<>();

    /** What the hidden tests start by themselves; and below what other files start. */
    private final Set<String> direct = new HashSet<>();

    private final Set<String> indirect = new HashSet<>();
    private int nesting;
    private String current;

    /** Whether what the commands source is the product. */
    private boolean isSourceProduct;

    private CalledFiles(String directory, String repoPath, Texts texts) {
        this.workplaces = new Workplaces(Path.of(repoPath).normalize());
        this.start = Path.of(directory).normalize().toString();
        this.texts = texts;
        this.current = start;
    }

    /**
     * Reads scripts, and what they start.
     *
     * @param directory where they run, relative to the repository
     * @param repoPath where they expect the repository
     * @param texts of the files that scripts start
     * @param hasReference whether there is a reference patch; without one, what the scripts
     *     themselves source is taken for the product, since no version of it is known to be right
     */
    public static CalledFiles of(
            List<String> scripts,
            String directory,
            String repoPath,
            Texts texts,
            boolean hasReference) {
        var called = new CalledFiles(directory, repoPath, texts);
        for (var script : scripts) {
            called.current = called.start;
            called.directories.add(called.start);
            called.isSourceProduct = !hasReference;
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
        return alternatives.containsKey(path)
                || suffixes.stream().anyMatch(suffix -> path.endsWith("/" + suffix));
    }

    /** Whether a command works in the directory of this file, below or above. */
    public boolean isWorkplace(String path) {
        return workplaces.contain(path);
    }

    /** Whether a file may be the product: only the hidden tests start it, and it starts no test. */
    public boolean isProgram(String path) {
        var text = direct.contains(path) ? texts.of(path) : null;
        return text != null
                && !indirect.contains(path)
                && !NAMED_AS_TEST.matcher(path).matches()
                && !MAKEFILE.matcher(path).matches()
                && ShellCommands.of(text).stream().noneMatch(CalledFiles::isRun);
    }

    private static boolean isRun(List<String> words) {
        return PACKAGE_MANAGER.matcher(words.getFirst()).matches()
                || TASK_FILES.containsKey(words.getFirst())
                || words.getFirst().endsWith("make")
                || ScriptRuns.isRun(words);
    }

    /** The files in whose place this one would be started; none for most. */
    public Set<String> alternatives(String path) {
        return Set.copyOf(alternatives.getOrDefault(path, Set.of()));
    }

    private void read(String script, int depth) {
        if (depth < MAX_DEPTH) {
            for (var command : ShellCommands.commands(script)) {
                workplaces.read(command.words(), directories);
                read(command.words(), command.isCaptured(), depth);
            }
        }
    }

    private void read(List<String> words, boolean isCaptured, int depth) {
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
            readShell(arguments, isCaptured, depth);
            return;
        }
        switch (name) {
            case "cd", "pushd" -> arguments.stream().findFirst().ifPresent(this::enter);
            case "source", "." ->
                    arguments.stream()
                            .findFirst()
                            .filter(file ->
                                    !isSourceProduct || NAMED_AS_TEST.matcher(file).matches())
                            .ifPresent(this::add);
            case "eval" -> read(String.join(" ", arguments), depth + 1);
            case "make", "gmake" -> readMake(arguments);
            default -> readProgram(name, arguments, isCaptured);
        }
    }

    private void readProgram(String name, List<String> arguments, boolean isCaptured) {
        if (PACKAGE_MANAGER.matcher(name).matches()) {
            Set.copyOf(directories).forEach(directory -> readTasks(in(directory, "package.json")));
        }
        for (var file : TASK_FILES.getOrDefault(name, List.of())) {
            Set.copyOf(directories).forEach(directory -> readNames(in(directory, file)));
        }
        if (INTERPRETER.matcher(name).matches()) {
            arguments.stream()
                    .filter(argument -> !argument.startsWith("-"))
                    .findFirst()
                    .filter(argument -> NAMED_AS_TEST.matcher(argument).matches())
                    .ifPresent(this::add);
        } else if (name.contains("/")
                && (NAMED_AS_TEST.matcher(name).matches()
                        || !(isCaptured || OTHER_LANGUAGE.matcher(name).matches()))) {
            add(name);
        }
    }

    private static int indexOfOther(Pattern skipped, List<String> words, int from) {
        int index = from;
        while (index < words.size() && skipped.matcher(words.get(index)).matches()) {
            index++;
        }
        return index;
    }

    private void readShell(List<String> arguments, boolean isCaptured, int depth) {
        boolean isCommand = false;
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("-") && !argument.startsWith("+")) {
                if (isCommand) {
                    read(argument, depth + 1);
                } else if (!isCaptured || NAMED_AS_TEST.matcher(argument).matches()) {
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
            var place = workplaces.resolve(directory, in);
            if (place == null) {
                continue;
            }
            files.forEach(file -> put(workplaces.resolve(place, file), Set.of()));
            if (files.isEmpty()) {
                var all = new HashSet<String>();
                MAKEFILES.forEach(name -> all.add(in(place, name)));
                all.forEach(file -> put(file, all));
            }
        }
    }

    /** A subshell may have ended since, so that the way may also begin where the script does. */
    private void enter(String directory) {
        var next = workplaces.resolve(current, directory);
        var other = workplaces.resolve(start, directory);
        if (next != null && other != null && directories.size() < MAX_DIRECTORIES) {
            current = next;
            directories.addAll(List.of(next, other));
        }
    }

    private void add(String file) {
        var plain = file.replaceFirst("^\\$(?:PWD|\\{PWD})(?=/|$)", ".");
        var unknown = UNKNOWN_START.matcher(plain);
        for (var directory : Set.copyOf(directories)) {
            var path = workplaces.resolve(directory, plain);
            if (path != null) {
                put(path, Set.of());
            } else if (unknown.find(0) && !plain.startsWith("/tmp/")) {
                var suffix = plain.substring(unknown.end());
                if (!suffix.contains("$") && !suffix.isEmpty()) {
                    suffixes.add(suffix.replaceFirst("^(?:\\.{1,2}/)+", ""));
                    put(workplaces.resolve(directory, suffix), Set.of());
                }
            }
        }
    }

    private void put(@Nullable String path, Set<String> group) {
        if (path == null || alternatives.size() >= MAX_FILES) {
            return;
        }
        (nesting > 0 ? indirect : direct).add(path);
        var others = new HashSet<>(group);
        others.remove(path);
        alternatives.computeIfAbsent(path, _ -> new HashSet<>()).addAll(others);
        if (OTHER_LANGUAGE.matcher(path).matches()) {
            readNames(path);
        } else {
            follow(path);
        }
    }

    /** Reads what a started file starts itself: from where it was started, or from where it is. */
    private void follow(String path) {
        var text = newText(path);
        if (text == null) {
            return;
        }
        nesting++;
        var before = current;
        boolean wasSourceProduct = isSourceProduct;
        isSourceProduct = false;
        if (directories.size() < MAX_DIRECTORIES) {
            directories.add(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "");
        }
        if (MAKEFILE.matcher(path).matches()) {
            // Its recipes' lines are commands; what else is read as one starts nothing.
            text =
                    text.replaceAll("\\$[({]MAKE[)}]", "make")
                            .replaceAll("\\$[({][A-Z_]+[)}]", "")
                            .replaceAll("(?m)^\t[@+-]+", "\t");
            addNames(text);
        }
        read(text, 0);
        nesting--;
        current = before;
        isSourceProduct = wasSourceProduct;
    }

    private void readTasks(String path) {
        var text = newText(path);
        if (text != null) {
            PackageJson.scripts(text).forEach(script -> read(script, 0));
        }
    }

    private void readNames(String path) {
        var text = newText(path);
        if (text != null) {
            addNames(text);
        }
    }

    /** Takes every name of a script or a test program for a call. */
    private void addNames(String text) {
        var names = NAMED_FILE.matcher(text);
        while (names.find()) {
            var name = names.group();
            if (!OTHER_LANGUAGE.matcher(name).matches() || NAMED_AS_TEST.matcher(name).matches()) {
                add(name);
            }
        }
    }

    /** Null also for what was read before, and for what is too long. */
    private @Nullable String newText(String path) {
        if (followed.size() >= MAX_FILES || !followed.add(path)) {
            return null;
        }
        var text = texts.of(path);
        return text == null || text.length() > MAX_TEXT ? null : text;
    }

    private static String in(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
