package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Reads a zip by its directory; stored and deflated entries only, no byte for two of them, which is
 * how small zips unpack to petabytes.
 */
final class ZipReader {
    private static final int LOCATING_BYTES = 1 << 20;
    private static final int BYTES_PER_ENTRY = 400;
    private static final int END = 0x504b0506;
    private static final int ZIP64_END = 0x504b0606;
    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;

    private final UploadChannel upload;
    private final ArchiveLimits limits;
    private final String unreadable;

    /**
     * @param unreadable the reason if there is no directory to read
     */
    ZipReader(UploadChannel upload, ArchiveLimits limits, String unreadable) {
        this.upload = upload;
        this.limits = limits;
        this.unreadable = unreadable;
    }

    void readInto(TreeWriter writer) throws IOException {
        try (ZipFile zip = open()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntriesInPhysicalOrder());
            requireApart(zip, entries);
            for (ZipArchiveEntry entry : entries) {
                read(zip, entry, writer);
            }
        }
    }

    private ZipFile open() throws IOException {
        upload.allow(
                LOCATING_BYTES + (long) BYTES_PER_ENTRY * limits.maxEntries(), limits.maxEntries());
        ZipFile zip =
                Untrusted.parse(
                        () -> new InvalidArchiveException(unreadable),
                        () ->
                                ZipFile.builder()
                                        .setSeekableByteChannel(upload)
                                        .setIgnoreLocalFileHeader(true)
                                        .setUseUnicodeExtraFields(false)
                                        .get());
        // the library takes whatever is no directory record for the directory's end
        if (upload.lastWord() != END && upload.lastWord() != ZIP64_END) {
            zip.close();
            throw new InvalidArchiveException("The zip's directory is damaged");
        }
        upload.allow(Long.MAX_VALUE, Integer.MAX_VALUE);
        return zip;
    }

    private void requireApart(ZipFile zip, List<ZipArchiveEntry> entries) throws IOException {
        long end = 0;
        for (ZipArchiveEntry entry : entries) {
            EntryPath path = EntryPath.parse(entry.getRawName(), limits);
            if (entry.getLocalHeaderOffset() < end) {
                throw path.refuse("shares its bytes with another entry");
            }
            // finds where the data begins
            Untrusted.parse(path::damaged, () -> zip.getRawInputStream(entry));
            end = entry.getDataOffset() + entry.getCompressedSize();
        }
    }

    private void read(ZipFile zip, ZipArchiveEntry entry, TreeWriter writer) throws IOException {
        EntryPath path = EntryPath.parse(entry.getRawName(), limits);
        if (entry.getExtraField(UnicodePathExtraField.UPATH_ID)
                        instanceof UnicodePathExtraField other
                && !Arrays.equals(other.getUnicodeName(), entry.getRawName())) {
            throw path.refuse("has a second name");
        }
        // not getUnixMode(): others go by the mode of an entry that does not claim to be from Unix
        int mode = (int) (entry.getExternalAttributes() >>> 16);
        requireType(mode & TYPE, path);
        writer.countEntry();
        if (!path.endsWithSlash()) {
            readFile(zip, entry, path, (mode & 0111) != 0, writer);
        } else if (entry.getSize() == 0) {
            writer.directory(path);
        } else {
            throw path.refuse("is a directory with content");
        }
    }

    private static void requireType(int type, EntryPath path) throws InvalidArchiveException {
        if (type == SYMBOLIC_LINK) {
            throw path.refuse("is a symbolic link");
        }
        if (type != 0 && type != (path.endsWithSlash() ? DIRECTORY : FILE)) {
            throw path.refuse("is neither a file nor a directory");
        }
    }

    private static void readFile(
            ZipFile zip,
            ZipArchiveEntry entry,
            EntryPath path,
            boolean executable,
            TreeWriter writer)
            throws IOException {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw path.refuse("is encrypted");
        }
        if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
            throw path.refuse("is compressed by an unsupported method");
        }
        Supplier<InvalidArchiveException> damaged = path::damaged;
        try (InputStream data = Untrusted.parse(damaged, () -> zip.getInputStream(entry))) {
            CheckedInputStream content = new CheckedInputStream(data, new CRC32());
            writer.file(
                    path,
                    entry.getSize(),
                    executable,
                    (buffer, length) ->
                            Untrusted.parse(damaged, () -> content.read(buffer, 0, length)));
            if (Untrusted.parse(damaged, content::read) >= 0) {
                throw path.refuse("is longer than the archive says");
            }
            if (content.getChecksum().getValue() != entry.getCrc()) {
                throw path.refuse("does not match its checksum");
            }
        }
    }
}
