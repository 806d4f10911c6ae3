package org.platformnetwork.termexecutor.sandbox.cgroup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One cgroup as the kernel shows it, a directory of small files. Streams and not channels, since an
 * interrupt closes those and groups are cleaned up just then.
 */
record CgroupDirectory(Path path) {

    CgroupDirectory child(String name) {
        return new CgroupDirectory(path.resolve(name));
    }

    boolean has(String file) {
        return Files.exists(path.resolve(file));
    }

    String read(String file) throws IOException {
        try (var stream = new FileInputStream(path.resolve(file).toFile())) {
            return new String(stream.readAllBytes(), US_ASCII).strip();
        }
    }

    void write(String file, String value) throws IOException {
        try (var stream = new FileOutputStream(path.resolve(file).toFile())) {
            stream.write(value.getBytes(US_ASCII));
        }
    }

    void writeIfPresent(String file, String value) throws IOException {
        if (has(file)) {
            write(file, value);
        }
    }

    /** Null when there is no such file, or no number in it. */
    @Nullable Long number(String file) {
        try {
            return Long.valueOf(read(file));
        } catch (IOException | NumberFormatException _) {
            return null;
        }
    }

    /** Of a file of lines {@code key value}; null when there is no such file or line. */
    @Nullable Long number(String file, String key) {
        try {
            return read(file)
                    .lines()
                    .filter(line -> line.startsWith(key + " "))
                    .map(line -> Long.valueOf(line.substring(key.length() + 1).strip()))
                    .findFirst()
                    .orElse(null);
        } catch (IOException | NumberFormatException _) {
            return null;
        }
    }

    /** Whether something was counted: the number is there and not zero. */
    boolean counted(String file, String key) {
        return Objects.requireNonNullElse(number(file, key), 0L) > 0;
    }

    /** Who is inside, groups below not included; without those that this service cannot see. */
    List<Long> processes() {
        try {
            return read("cgroup.procs")
                    .lines()
                    .map(Long::valueOf)
                    // Processes of a foreign pid namespace all read 0.
                    .filter(pid -> pid > 0)
                    .toList();
        } catch (IOException | NumberFormatException _) {
            return List.of();
        }
    }

    /** Whether no process is inside, groups below not included; false when that cannot be told. */
    boolean isEmpty() {
        try {
            return read("cgroup.procs").isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    /** This group and all below, children before their parents; whatever vanishes is left out. */
    List<CgroupDirectory> tree() {
        var groups = new ArrayList<CgroupDirectory>();
        try {
            Files.walkFileTree(path, new Collector(groups));
        } catch (IOException _) {
            // The collector ignores every failure; the rest is found at the next look.
        }
        return groups;
    }

    /** What the kernel had against it, in its words and without the path. */
    static String reason(IOException failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "unknown");
        return switch (failure) {
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case NoSuchFileException _ -> "No such file or directory";
            case FileSystemException f ->
                    Objects.requireNonNullElse(f.getReason(), f.getClass().getSimpleName());
            case FileNotFoundException _ ->
                    message.substring(message.lastIndexOf('(') + 1).replace(")", "");
            default -> message;
        };
    }

    private static final class Collector extends SimpleFileVisitor<Path> {

        private final List<CgroupDirectory> groups;

        Collector(List<CgroupDirectory> groups) {
            this.groups = groups;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            groups.add(new CgroupDirectory(directory));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return FileVisitResult.CONTINUE;
        }
    }
}
