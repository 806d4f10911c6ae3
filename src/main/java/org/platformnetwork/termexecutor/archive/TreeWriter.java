package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Extracted;

/**
 * Writes entries below one directory within the limits, each name once; the disk itself tells what
 * is already there, so memory does not grow with the archive.
 */
final class TreeWriter {
    private static final long RATIO_EXEMPT_BYTES = 8L << 20;
    private static final Set<PosixFilePermission> PLAIN =
            PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path root;
    private final ArchiveLimits limits;
    private final long ratioBytes;
    private final byte[] buffer = new byte[64 << 10];
    private int entries;
    private int files;
    private long bytes;
    private long charged;

    TreeWriter(Path root, ArchiveLimits limits, long archiveBytes) {
        this.root = root;
        this.limits = limits;
        this.ratioBytes = Math.max(RATIO_EXEMPT_BYTES, archiveBytes * limits.maxRatio());
    }

    /** Where a file's bytes come from; fewer than {@code length} may be read, -1 is the end. */
    @FunctionalInterface
    interface Content {
        int read(byte[] buffer, int length) throws IOException;
    }

    /** To be called once for every record of the archive, before anything is done for it. */
    void countEntry() throws InvalidArchiveException {
        if (++entries > limits.maxEntries()) {
            throw new InvalidArchiveException(
                    "The archive has more than " + limits.maxEntries() + " entries");
        }
    }

    /** Counts bytes that are unpacked, to a file or only to be looked at. */
    void charge(long size) throws InvalidArchiveException {
        charged += size;
        if (charged > limits.maxTotalBytes().toBytes()) {
            throw new InvalidArchiveException(
                    "The archive unpacks to more than " + limits.maxTotalBytes());
        }
        if (charged > ratioBytes) {
            throw new InvalidArchiveException(
                    "The archive unpacks to more than " + limits.maxRatio() + " times its size");
        }
    }

    /** Makes a directory; that it is there already is no clash. */
    void directory(EntryPath path) throws IOException {
        makeParents(path);
        if (!path.segments().isEmpty()) {
            makeDirectory(resolve(path, path.segments().size()), path);
        }
    }

    /**
     * Copies exactly {@code size} bytes; whether {@code content} ends there is for the caller to
     * see.
     */
    void file(EntryPath path, long size, boolean executable, Content content) throws IOException {
        if (path.segments().isEmpty()) {
            throw path.refuse("is a file without a name");
        }
        if (size > limits.maxFileBytes().toBytes()) {
            throw path.refuse("is larger than " + limits.maxFileBytes());
        }
        charge(size);
        makeParents(path);
        Path target = resolve(path, path.segments().size());
        try (OutputStream output = create(target, path)) {
            copy(content, output, size, path);
        }
        Files.setPosixFilePermissions(target, executable ? EXECUTABLE : PLAIN);
        files++;
        bytes += size;
    }

    Extracted extracted() {
        return new Extracted(files, bytes);
    }

    private static OutputStream create(Path target, EntryPath path) throws IOException {
        try {
            return Files.newOutputStream(
                    target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw path.refuse("has the name of an earlier entry");
        }
    }

    private void copy(Content content, OutputStream output, long size, EntryPath path)
            throws IOException {
        long left = size;
        while (left > 0) {
            int count = content.read(buffer, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw path.refuse("is shorter than the archive says");
            }
            output.write(buffer, 0, count);
            left -= count;
        }
    }

    private void makeParents(EntryPath path) throws IOException {
        int depth = path.segments().size() - 1;
        for (int i = 1; i <= depth; i++) {
            if (makeDirectory(resolve(path, i), path)) {
                countEntry();
            }
        }
    }

    private static boolean makeDirectory(Path directory, EntryPath path) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            throw path.refuse("needs a directory where an earlier entry is a file");
        }
        Files.setPosixFilePermissions(directory, EXECUTABLE);
        return true;
    }

    private Path resolve(EntryPath path, int depth) throws InvalidArchiveException {
        try {
            return root.resolve(String.join("/", path.segments().subList(0, depth)));
        } catch (InvalidPathException e) {
            // a JVM started in a locale that is not UTF-8 cannot name such a file
            throw path.refuse("has a name that this system cannot store");
        }
    }
}
