package org.platformnetwork.termexecutor.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that a later start reads: after a crash each is as it was, or whole and new. */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Replaces a file, or creates it; it is on the disk when this returns, readable by its owner
     * alone. Two threads must not replace the same file at once.
     */
    public static void write(Path file, byte[] content) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (var out =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
        move(fresh, file);
    }

    /** As {@link #write(Path, byte[])}, in UTF-8. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Moves a complete file to its place on the same file system, on the disk when this returns.
     */
    public static void move(Path complete, Path file) throws IOException {
        sync(complete);
        Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Returns when what was written to the file is on the disk. */
    public static void sync(Path file) throws IOException {
        try (var content = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.force(true);
        }
    }
}
