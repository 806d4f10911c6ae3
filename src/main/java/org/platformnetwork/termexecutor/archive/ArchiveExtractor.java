package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Refused;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Unpacks a zip or a tar.gz wholly or not at all, in bounded memory; whatever is ambiguous (a name
 * twice, two places for the same bytes) is refused, because validators vote for what they believe
 * is inside.
 */
@Component
public final class ArchiveExtractor {
    private static final int ZIP_MAGIC = 0x504b;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final ArchiveLimits limits;

    ArchiveExtractor(ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * Files become 0644, or 0755 if any execute bit was set, and directories 0755, whatever the
     * archive says. Names that differ in case or in Unicode form are different names.
     *
     * @param directory absent (its parent exists) or empty; afterwards as before unless extracted
     * @throws IllegalArgumentException if {@code directory} is something else
     * @throws IOException only if our own disk fails; what was written is removed then, too
     */
    public Extraction extract(Path archive, Path directory) throws IOException {
        boolean created = prepare(directory);
        boolean done = false;
        try {
            Extraction extraction = unpack(archive, directory);
            done = true;
            return extraction;
        } catch (InvalidArchiveException e) {
            return new Refused(e.getMessage());
        } finally {
            if (!done) {
                remove(directory, created);
            }
        }
    }

    private Extraction unpack(Path archive, Path directory) throws IOException {
        try (UploadChannel upload = new UploadChannel(archive)) {
            TreeWriter writer = new TreeWriter(directory, limits, upload.size());
            ByteBuffer start = ByteBuffer.allocate(Short.BYTES);
            upload.read(start);
            upload.position(0);
            int magic = Short.toUnsignedInt(start.getShort(0));
            if (magic == GZIP_MAGIC) {
                new TarReader(upload, limits).readInto(writer);
            } else {
                // a self-extracting zip may begin with anything
                boolean zip = magic == ZIP_MAGIC;
                String reason =
                        zip ? "zip is damaged or cut off" : "archive is not a zip or tar.gz";
                new ZipReader(upload, limits, "The " + reason).readInto(writer);
            }
            return writer.extracted();
        }
    }

    private static boolean prepare(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory);
            return true;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("The target is not a directory");
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            if (children.iterator().hasNext()) {
                throw new IllegalArgumentException("The target directory is not empty");
            }
        }
        return false;
    }

    private static void remove(Path directory, boolean itselfToo) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                FileSystemUtils.deleteRecursively(child);
            }
        }
        if (itselfToo) {
            Files.delete(directory);
        }
    }

    /** How unpacking an archive ended, apart from trouble with our own disk. */
    public sealed interface Extraction {

        /** The whole archive lies in the directory. */
        record Extracted(int files, long bytes) implements Extraction {}

        /**
         * Nothing of the archive lies on disk.
         *
         * @param reason one printable sentence for the sender that names the entry, never a path of
         *     ours
         */
        record Refused(String reason) implements Extraction {}
    }
}
