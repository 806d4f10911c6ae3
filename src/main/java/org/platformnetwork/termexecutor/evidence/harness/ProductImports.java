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

    private static final Pattern GO_MODULE = Pattern.compile("(?m)^module[ \\t]+(\\S+)");

    private final Path repository;

    private ImportStatements statements = new ImportStatements("");
    private Set<String> installed = Set.of();
    private boolean isRead;

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
        return statements.name(path);
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
            if (statements.nameDirectory(path.substring(0, end))) {
                return true;
            }
        }
        return false;
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
            statements = new ImportStatements(goModule());
            var reader = new Reader();
            Files.walkFileTree(repository, reader);
            reader.read();
            installed = InstalledPrograms.of(repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String goModule() throws IOException {
        var module = repository.resolve("go.mod");
        if (!Files.isRegularFile(module, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        var line = GO_MODULE.matcher(Files.readString(module, ISO_8859_1));
        return line.find() ? line.group(1) + "/" : "";
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
                    && (SOURCE.matcher(path).matches() || InstalledPrograms.isProgram(path))
                    && !CONFIGURATION.matcher(name(file)).matches()) {
                (TestPaths.isNamedAsTest(path) ? tests : product).add(path);
                statements.addSource(path);
            }
            return product.size() < MAX_FILES && tests.size() < MAX_FILES
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.TERMINATE;
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
                statements.read(path, text);
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
