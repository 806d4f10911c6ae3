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

    private static final int MAX_DEPTH = 3;
    private static final int MAX_DIRECTORIES = 64;
    private static final int MAX_FILES = 200;
    private static final int MAX_TEXT = 256 << 10;

    /** What only a shell could tell, at the beginning of a path. */
    private static final Pattern UNKNOWN_START =
            Pattern.compile("^(?:\\$\\{?[A-Za-z0-9_@*?]+(?:[^}/]*})?)?/+");

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
                && !ScriptNames.isTest(path)
                && !ScriptNames.isMakefile(path)
                && ShellCommands.of(text).stream().noneMatch(ScriptNames::isRun);
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
        var invocation = Invocation.of(words);
        if (invocation == null) {
            return;
        }
        var first = invocation.arguments().stream().findFirst();
        if (invocation.isShell()) {
            readShell(invocation, isCaptured, depth);
            return;
        }
        switch (invocation.program()) {
            case "cd", "pushd" -> first.ifPresent(this::enter);
            case "source", "." ->
                    first.filter(file -> !isSourceProduct || ScriptNames.isTest(file))
                            .ifPresent(this::add);
            case "eval" -> read(String.join(" ", invocation.arguments()), depth + 1);
            case "make", "gmake" -> readMake(invocation.makeOptions());
            default -> readProgram(invocation, isCaptured);
        }
    }

    private void readProgram(Invocation invocation, boolean isCaptured) {
        var name = invocation.program();
        if (ScriptNames.isPackageManager(name)) {
            Set.copyOf(directories).forEach(directory -> readTasks(in(directory, "package.json")));
        }
        for (var file : ScriptNames.taskFiles(name)) {
            Set.copyOf(directories).forEach(directory -> readNames(in(directory, file)));
        }
        if (invocation.isInterpreter()) {
            invocation.arguments().stream()
                    .filter(argument -> !argument.startsWith("-"))
                    .findFirst()
                    .filter(argument -> ScriptNames.isTest(argument))
                    .ifPresent(this::add);
        } else if (name.contains("/")
                && (ScriptNames.isTest(name)
                        || !(isCaptured || ScriptNames.isOtherLanguage(name)))) {
            add(name);
        }
    }

    private void readShell(Invocation invocation, boolean isCaptured, int depth) {
        var script = invocation.shellScript();
        if (script == null) {
            return;
        }
        if (!script.isFile()) {
            read(script.text(), depth + 1);
        } else if (!isCaptured || ScriptNames.isTest(script.text())) {
            add(script.text());
        }
    }

    private void readMake(Invocation.MakeOptions options) {
        for (var directory : Set.copyOf(directories)) {
            var place = workplaces.resolve(directory, options.directory());
            if (place == null) {
                continue;
            }
            options.files().forEach(file -> put(workplaces.resolve(place, file), Set.of()));
            if (options.files().isEmpty()) {
                var all = new HashSet<String>();
                ScriptNames.MAKEFILES.forEach(name -> all.add(in(place, name)));
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
        if (ScriptNames.isOtherLanguage(path)) {
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
        if (ScriptNames.isMakefile(path)) {
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
        ScriptNames.namedIn(text).forEach(this::add);
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
