package org.platformnetwork.termexecutor.evidence.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the product of a repository imports: modules and files that its sources name in import
 * statements of their languages. Tests, tools, examples and configuration are no product. It reads
 * the base, which the agent has not touched, once and within limits.
 */
final class ProductImports {

    private static final int MAX_FILES = 20_000;
    private static final long MAX_FILE_BYTES = 512 << 10;
    private static final long MAX_BYTES = 64 << 20;
    private static final int MAX_TARGET = 255;
    private static final int MAX_NAMES = 500_000;

    private static final Pattern SOURCE =
            Pattern.compile(".*\\.(?:py|[cm]?[jt]sx?|vue|svelte|go|rs|c|cc|cpp|cxx|h|hpp|rb|sh)");
    private static final Pattern NO_PRODUCT =
            Pattern.compile(
                    "\\..*|node_modules|scripts?|tools?|ci|docs?|examples?|bench(?:es|marks?)?"
                            + "|vendor|third_party|dist|target|build|venv");
    private static final Pattern CONFIGURATION =
            Pattern.compile(
                    "(?:setup|noxfile|tasks|conf)\\.py|.*\\.(?:config|conf|setup)\\.[^.]*"
                            + "|[Gg](?:ulp|runt)file\\..*");

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
    private static final Pattern GO_MODULE = Pattern.compile("(?m)^module[ \\t]+(\\S+)");
    private static final Pattern RUST_MODULE =
            Pattern.compile(
                    "(#\\[cfg\\(test\\)]\\s{0,100})?\\b(?:pub(?:\\([^)]{0,100}\\))? )?mod (\\w+);");
    private static final Pattern RUST_INCLUDE =
            Pattern.compile("\\binclude(?:_str|_bytes)?!\\(\\s*\"([^\"\\n]+)\"");
    private static final Pattern C_INCLUDE =
            Pattern.compile("(?m)^[ \\t]*#[ \\t]*include[ \\t]*\"([^\"\\n]+)\"");

    /** Programs that come with a package: its {@code bin}, {@code scripts}, and install recipes. */
    private static final Pattern INSTALLED =
            Pattern.compile(
                    "(?m)\"bin\"\\s*+:\\s*+(?:\"[^\"\\n]*\"|\\{[^}]{0,20000}})|\\bscripts\\s*+=\\s*+(?:\\[[^]]{0,20000}]|\\S+)|^["
                        + " \\t]*@?(?:\\$\\(INSTALL\\w*\\)|install)\\s.*");

    private static final Pattern MANIFEST =
            Pattern.compile(
                    "package\\.json|setup\\.(?:py|cfg)|pyproject\\.toml|(?:GNUm|[Mm])akefile");
    private static final Pattern FILE_NAME = Pattern.compile("[\\w.-]+(?:/[\\w.-]+)*");

    private static final Pattern SHELL_SOURCE =
            Pattern.compile(
                    "(?m)^[ \\t]*(?:source|\\.)[ \\t]+[\"']?(?:\\$[^/\\n]*/)?([^\\s\"';&|$]+)");

    /** A directory that import paths do not begin with. */
    private static final Pattern SOURCE_ROOT =
            Pattern.compile("^(?:.*/)?(?:src|lib|python|source)/(?=.)");

    private static final Pattern MODULE_EXTENSION =
            Pattern.compile(
                    "\\.(?:pyi?|[cm]?[jt]sx?|json|vue|svelte|go|rs|rb|c|cc|cpp|cxx|h|hpp|txt)$");

    private final Path repository;

    /** What import statements name, as paths with and without their extension. */
    private final Set<String> imported = new HashSet<>();

    /** What those are in: of a package of Python its beginning runs, and nothing else of it. */
    private final Set<String> packages = new HashSet<>();

    /** Modules and directories of the repository, tests as well. */
    private final Set<String> modules = new HashSet<>();

    private final Set<String> installed = new HashSet<>();
    private boolean isRead;
    private String goModule = "";

    ProductImports(Path repository) {
        this.repository = repository;
    }

    /**
     * Whether the product imports a file by its own name.
     *
     * @param path relative to the repository, with slashes
     */
    boolean imports(String path) {
        read();
        var module = module(path);
        return imported.contains(path)
                || isIn(imported, module)
                || (path.endsWith("/__init__.py") && isIn(packages, module));
    }

    /**
     * Whether the product imports a directory as a whole that a file is in.
     *
     * @param from the outermost directory that counts
     */
    boolean importsDirectory(String from, String path) {
        read();
        for (int end = path.lastIndexOf('/');
                end >= from.length();
                end = path.lastIndexOf('/', end - 1)) {
            if (isIn(imported, path.substring(0, end))) {
                return true;
            }
        }
        return false;
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

    /** Whether a file is one of the programs that come with the product. */
    boolean installs(String path) {
        read();
        return installed.contains(path);
    }

    private void read() {
        if (isRead) {
            return;
        }
        isRead = true;
        try {
            var module = repository.resolve("go.mod");
            if (Files.isRegularFile(module, LinkOption.NOFOLLOW_LINKS)) {
                var line = GO_MODULE.matcher(Files.readString(module, ISO_8859_1));
                goModule = line.find() ? line.group(1) + "/" : "";
            }
            var reader = new Reader();
            Files.walkFileTree(repository, reader);
            reader.read();
            readManifests();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readManifests() throws IOException {
        try (var files = Files.list(repository)) {
            for (var file : files.toList()) {
                if (MANIFEST.matcher(name(file)).matches()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(file) <= MAX_FILE_BYTES) {
                    var parts = INSTALLED.matcher(Files.readString(file, ISO_8859_1));
                    while (parts.find()) {
                        var names = FILE_NAME.matcher(parts.group());
                        while (names.find()) {
                            installed.add(names.group().replaceFirst("^(?:\\./)+", ""));
                        }
                    }
                }
            }
        }
    }

    private final class Reader extends SimpleFileVisitor<Path> {

        private final List<String> product = new ArrayList<>();
        private final List<String> tests = new ArrayList<>();
        private long bytes;

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean isProduct =
                    directory.equals(repository)
                            || (!NO_PRODUCT.matcher(name(directory)).matches()
                                    && !Files.exists(directory.resolve("pyvenv.cfg")));
            return isProduct ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            var path = repository.relativize(file).toString();
            if (attributes.isRegularFile()
                    && attributes.size() <= MAX_FILE_BYTES
                    && (SOURCE.matcher(path).matches() || isProgram(path))
                    && !CONFIGURATION.matcher(name(file)).matches()) {
                (TestPaths.isNamedAsTest(path) ? tests : product).add(path);
                addModule(path);
            }
            return product.size() < MAX_FILES && tests.size() < MAX_FILES
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.TERMINATE;
        }

        private void addModule(String path) {
            var module = module(SOURCE_ROOT.matcher(path).replaceFirst(""));
            while (modules.add(module) && module.contains("/")) {
                module = module.substring(0, module.lastIndexOf('/'));
            }
        }

        /** The product, and then what looks like tests and is imported, however far away. */
        void read() throws IOException {
            for (var path : product) {
                read(path);
            }
            boolean isMore = true;
            while (isMore) {
                isMore = false;
                for (var path : List.copyOf(tests)) {
                    if (imports(path)) {
                        tests.remove(path);
                        read(path);
                        isMore = true;
                    }
                }
            }
        }

        private void read(String path) throws IOException {
            if (bytes < MAX_BYTES) {
                var text = Files.readString(repository.resolve(path), ISO_8859_1);
                bytes += text.length();
                add(path, text);
            }
        }

        private static boolean isProgram(String path) {
            return path.matches("(?:.*/)?s?bin/[^/.]+");
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        private void add(String path, String text) {
            var directory = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
            switch (path.substring(path.lastIndexOf('.') + 1)) {
                case "py" -> addPython(directory, text);
                case "go" -> addGo(directory, text);
                case "rs" -> addRust(path, directory, text);
                case "c", "cc", "cpp", "cxx", "h", "hpp" ->
                        addAll(C_INCLUDE, directory, text, true);
                case "sh" -> addAll(SHELL_SOURCE, directory, text, true);
                case String program when isProgram(path) ->
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

        private void addAll(
                Pattern statement, String directory, String text, boolean alsoFromRoot) {
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

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
