package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code term-executor backup DIR}: a copy of {@code DATA_DIR} that a service can start on, taken
 * while the service runs. The database comes first, at one moment; a file beside it that is newer
 * does no harm.
 */
@Command(
        name = BackupCommand.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Copies DATA_DIR into a new directory, also while the service runs.",
            "With PostgreSQL (DATABASE_URL) its database needs a dump of its own."
        },
        footer = "Exit code: 0 copied, 2 not.")
public final class BackupCommand implements Callable<Integer> {

    public static final String NAME = "backup";

    private static final String DATABASE = "term-executor.db";

    /** Made anew by every start. */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    DATABASE,
                    DATABASE + "-wal",
                    DATABASE + "-shm",
                    "native",
                    "tomcat",
                    ".lock",
                    ".probe");

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "the copy; it must not exist")
    private Path target = Path.of("");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "the service's DATA_DIR; else that variable, else ./data")
    private @Nullable Path dataDir;

    @Override
    public Integer call() throws IOException {
        var named = System.getenv("DATA_DIR");
        var source = dataDir != null ? dataDir : Path.of(named == null ? "./data" : named);
        if (!Files.isDirectory(source)) {
            commandLine().getErr().println("DATA_DIR is no directory: " + source);
            return 2;
        }
        if (isInside(target, source)) {
            commandLine().getErr().println("The copy must not be in DATA_DIR: " + target);
            return 2;
        }
        Files.createDirectory(
                target,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        boolean copied = false;
        try {
            copied = copy(source);
            return copied ? 0 : 2;
        } finally {
            if (!copied) {
                FileSystemUtils.deleteRecursively(target);
            }
        }
    }

    private boolean copy(Path source) throws IOException {
        boolean hasDatabase = Files.exists(source.resolve(DATABASE));
        if (hasDatabase && !copyDatabase(source.resolve(DATABASE))) {
            return false;
        }
        Files.walkFileTree(source, new Copying(source, target));
        commandLine()
                .getOut()
                .println(
                        hasDatabase
                                ? "Copied. It holds the executor's key: keep it where no one else"
                                        + " reads it."
                                : "Copied without a database: dump PostgreSQL's by itself.");
        return true;
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private static boolean isInside(Path place, Path directory) throws IOException {
        var parent = place.toAbsolutePath().normalize().getParent();
        return parent != null
                && Files.isDirectory(parent)
                && parent.toRealPath().startsWith(directory.toRealPath());
    }

    private boolean copyDatabase(Path database) throws IOException {
        var library = Files.createTempDirectory("term-executor-backup-");
        System.setProperty("org.sqlite.tmpdir", library.toString());
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + database + "?busy_timeout=10000");
                var statement = connection.prepareStatement("vacuum into ?")) {
            statement.setString(1, target.resolve(DATABASE).toString());
            statement.execute();
            return true;
        } catch (SQLException e) {
            commandLine().getErr().println("The database cannot be copied: " + e.getMessage());
            return false;
        } finally {
            FileSystemUtils.deleteRecursively(library);
        }
    }

    /** Regular files with their permissions; what goes away meanwhile is left out. */
    private static final class Copying extends SimpleFileVisitor<Path> {

        private final Path source;
        private final Path target;

        Copying(Path source, Path target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
            var inside = source.relativize(directory);
            if (LEFT_OUT.contains(inside.toString())) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (!inside.toString().isEmpty()) {
                Files.copy(directory, target.resolve(inside), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            var inside = source.relativize(file);
            if (attributes.isRegularFile() && !LEFT_OUT.contains(inside.toString())) {
                try {
                    Files.copy(file, target.resolve(inside), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
