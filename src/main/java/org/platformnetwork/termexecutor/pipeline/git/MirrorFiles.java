package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Where one mirror lies and what is known of it. A mirror that is marked busy while no one holds
 * its lock was left in the middle of a change, and is not to be trusted.
 *
 * @param root the directory of all mirrors
 * @param name the first half of the URL's SHA-256
 */
record MirrorFiles(Path root, String name) {

    private static final int NAME_LENGTH = 32;

    /** Size and time of the last use, as they were recorded. */
    record Usage(MirrorFiles mirror, long bytes, FileTime last) {}

    static MirrorFiles of(Path root, String url) {
        return new MirrorFiles(root, DigestUtils.sha256Hex(url).substring(0, NAME_LENGTH));
    }

    /** The mirror that a file below the root belongs to; null when it belongs to no mirror. */
    static @Nullable MirrorFiles owning(Path file) {
        var name = file.getFileName().toString().replaceFirst("\\..*", "");
        var root = file.getParent();
        return root != null && name.matches("[0-9a-f]{" + NAME_LENGTH + "}")
                ? new MirrorFiles(root, name)
                : null;
    }

    /** The number of its lock, below 2^60. */
    long lockNumber() {
        return Long.parseLong(name.substring(0, 15), 16);
    }

    Path directory() {
        return root.resolve(name);
    }

    private Path busyMark() {
        return root.resolve(name + ".busy");
    }

    private Path usageFile() {
        return root.resolve(name + ".used");
    }

    boolean isBusy() {
        return Files.exists(busyMark());
    }

    void beginChange() throws IOException {
        Files.write(busyMark(), new byte[0]);
    }

    void endChange() throws IOException {
        Files.deleteIfExists(busyMark());
    }

    /** Makes this the mirror used last; it is measured only when it may have changed. */
    void recordUse(boolean changed) throws IOException {
        long bytes = changed || !Files.exists(usageFile()) ? measure() : usage().bytes();
        Files.writeString(usageFile(), Long.toString(bytes));
    }

    /** Without a record it counts as used long ago. */
    Usage usage() throws IOException {
        try {
            return new Usage(
                    this,
                    Long.parseLong(Files.readString(usageFile())),
                    Files.getLastModifiedTime(usageFile()));
        } catch (NoSuchFileException | NumberFormatException _) {
            return new Usage(this, measure(), FileTime.fromMillis(0));
        }
    }

    /** Removes the mirror such that a crash in between is noticed. */
    void remove() throws IOException {
        beginChange();
        removeTree(directory());
        Files.deleteIfExists(usageFile());
        endChange();
    }

    /** Removes a tree that git wrote, without following links. */
    static void removeTree(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException problem) throws IOException {
                        if (problem != null) {
                            throw problem;
                        }
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Few files: objects lie in packs, and references are packed when there are many. */
    private long measure() throws IOException {
        var bytes = new AtomicLong();
        if (Files.exists(directory())) {
            Files.walkFileTree(
                    directory(),
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            bytes.addAndGet(attributes.size());
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException problem) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        }
        return bytes.get();
    }
}
