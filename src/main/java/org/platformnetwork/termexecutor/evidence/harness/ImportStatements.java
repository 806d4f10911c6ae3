package org.platformnetwork.termexecutor.evidence.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The modules and files that sources name in the import statements of their languages. */
final class ImportStatements {

    private static final int MAX_TARGET = 255;
    private static final int MAX_NAMES = 500_000;

    private static final Pattern PYTHON_FROM =
            Pattern.compile(
                    "(?m)^[ \\t]*from[ \\t]+(\\.*+)([\\w.]*+)[ \\t]+import[ \\t]+\\(?([^#\\n]*)");
    private static final Pattern PYTHON_IMPORT =
            Pattern.compile("(?m)^[ \\t]*import[ \\t]+([\\w., \\t]+)");
    private static final Pattern SCRIPT_IMPORT =
            Pattern.compile(
                    "(?:\\bfrom|\\bimport|\\brequire|\\brequire_relative)[ \\t]*\\(?[ \\t]*"
                            + "['\"](\\.{0,2}[^'\"\\n]+)['\"]");
    private static final Pattern GO_IMPORT =
            Pattern.compile("(?m)^(?:import)?[ \\t]*(?:[\\w.]+[ \\t]+)?\"([^\"\\s]+)\"[ \\t]*$");
    private static final Pattern GO_EMBED = Pattern.compile("(?m)^//go:embed[ \\t]+(\\S+)");
    private static final Pattern RUST_MODULE =
            Pattern.compile(
                    "(#\\[cfg\\(test\\)]\\s{0,100})?\\b(?:pub(?:\\([^)]{0,100}\\))? )?mod (\\w+);");
    private static final Pattern RUST_INCLUDE =
            Pattern.compile("\\binclude(?:_str|_bytes)?!\\(\\s*\"([^\"\\n]+)\"");
    private static final Pattern C_INCLUDE =
            Pattern.compile("(?m)^[ \\t]*#[ \\t]*include[ \\t]*\"([^\"\\n]+)\"");

    private static final Pattern SHELL_SOURCE =
            Pattern.compile(
                    "(?m)^[ \\t]*(?:source|\\.)[ \\t]+[\"']?(?:\\$[^/\\n]*/)?([^\\s\"';&|$]+)");

    /** A directory that import paths do not begin with. */
    private static final Pattern SOURCE_ROOT =
            Pattern.compile("^(?:.*/)?(?:src|lib|python|source)/(?=.)");

    private static final Pattern MODULE_EXTENSION =
            Pattern.compile(
                    "\\.(?:pyi?|[cm]?[jt]sx?|json|vue|svelte|go|rs|rb|c|cc|cpp|cxx|h|hpp|txt)$");

    private final String goModule;

    /** What import statements name, as paths with and without their extension. */
    private final Set<String> imported = new HashSet<>();

    /** What those are in: of a package of Python its beginning runs, and nothing else of it. */
    private final Set<String> packages = new HashSet<>();

    /** Modules and directories of the repository, tests as well. */
    private final Set<String> modules = new HashSet<>();

    /**
     * @param goModule the path that the repository's own imports begin with in Go, with a slash at
     *     its end; empty for none
     */
    ImportStatements(String goModule) {
        this.goModule = goModule;
    }

    /** Whether a file is imported by its own name. */
    boolean name(String path) {
        var module = module(path);
        return imported.contains(path)
                || isIn(imported, module)
                || (path.endsWith("/__init__.py") && isIn(packages, module));
    }

    /** Whether a directory is imported as a whole. */
    boolean nameDirectory(String path) {
        return isIn(imported, path);
    }

    private static String module(String path) {
        return MODULE_EXTENSION
                .matcher(path)
                .replaceFirst("")
                .replaceFirst("/(?:__init__|index|mod)$", "");
    }

    private static boolean isIn(Set<String> names, String module) {
        return names.contains(module)
                || names.contains(SOURCE_ROOT.matcher(module).replaceFirst(""));
    }

    /** Notes that the repository has a source file, whose module others may import. */
    void addSource(String path) {
        var module = module(SOURCE_ROOT.matcher(path).replaceFirst(""));
        while (modules.add(module) && module.contains("/")) {
            module = module.substring(0, module.lastIndexOf('/'));
        }
    }

    /** Reads the import statements of a source file. */
    void read(String path, String text) {
        var directory = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
        switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "py" -> addPython(directory, text);
            case "go" -> addGo(directory, text);
            case "rs" -> addRust(path, directory, text);
            case "c", "cc", "cpp", "cxx", "h", "hpp" -> addAll(C_INCLUDE, directory, text, true);
            case "sh" -> addAll(SHELL_SOURCE, directory, text, true);
            case String program when InstalledPrograms.isProgram(path) ->
                    addAll(SHELL_SOURCE, directory, text, true);
            default -> addAll(SCRIPT_IMPORT, directory, text, false);
        }
    }

    private void addPython(String directory, String text) {
        var from = PYTHON_FROM.matcher(text);
        while (from.find()) {
            var dots = from.group(1);
            var start = dots.isEmpty() ? "" : directory + "/../".repeat(dots.length() - 1);
            var module = start + "/" + from.group(2).replace('.', '/');
            for (var list : from.group(3).split(",", -1)) {
                var name = module + "/" + list.strip().split("\\W", 2)[0];
                add(name);
                // Else it is something in the package itself.
                if (!modules.contains(SOURCE_ROOT.matcher(plain(name)).replaceFirst(""))) {
                    add(module);
                }
            }
        }
        var imports = PYTHON_IMPORT.matcher(text);
        while (imports.find()) {
            for (var name : imports.group(1).split(",", -1)) {
                add(name.strip().split("\\s", 2)[0].replace('.', '/'));
            }
        }
    }

    private void addGo(String directory, String text) {
        var imports = GO_IMPORT.matcher(text);
        while (imports.find()) {
            if (!goModule.isEmpty() && imports.group(1).startsWith(goModule)) {
                add(imports.group(1).substring(goModule.length()));
            }
        }
        addAll(GO_EMBED, directory, text, false);
    }

    private void addRust(String path, String directory, String text) {
        var stem =
                MODULE_EXTENSION
                        .matcher(path.substring(path.lastIndexOf('/') + 1))
                        .replaceFirst("");
        boolean isRoot = Set.of("mod", "lib", "main").contains(stem);
        var modules = RUST_MODULE.matcher(text);
        while (modules.find()) {
            if (modules.group(1) == null) {
                add(directory + (isRoot ? "/" : "/" + stem + "/") + modules.group(2));
            }
        }
        addAll(RUST_INCLUDE, directory, text, false);
    }

    private void addAll(Pattern statement, String directory, String text, boolean alsoFromRoot) {
        var statements = statement.matcher(text);
        while (statements.find()) {
            var target = statements.group(1);
            add(directory + "/" + target);
            if (alsoFromRoot || !target.startsWith(".")) {
                add(target);
            }
        }
    }

    private void add(String target) {
        if (target.length() > MAX_TARGET || imported.size() > MAX_NAMES) {
            return;
        }
        var path = plain(target);
        imported.add(path);
        imported.add(MODULE_EXTENSION.matcher(path).replaceFirst(""));
        for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            packages.add(path.substring(0, end));
        }
    }

    private static String plain(String target) {
        var names = new ArrayList<String>();
        for (var name : target.split("/", -1)) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.removeLast();
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }
}
